/** Made by build.mjs: every file of ui/views by its path. */
declare module "longdan:views" {
    import type { DeclaredView } from "./components/view";
    export const views: Record<string, DeclaredView | undefined>;
}

/** Made by build.mjs: addresses of the built files. */
declare module "longdan:assets" {
    export const assets: { style: string; icon: string; islands: Record<string, string>; preload: string[] };
}
