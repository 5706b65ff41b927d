/** Everything a view is made of: import { Page, Table, number } from "../../components"; */
export * from "./view";
export * from "./text";
export * from "./common";
export * from "./format";
export * from "./page";
export * from "./header";
export * from "./layout";
export * from "./tag";
export * from "./figures";
export * from "./table";
export * from "./button";
export * from "./form";
export * from "./filters";
export * from "./work";
export * from "./charts";
