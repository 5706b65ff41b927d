import type { ComponentChildren } from "preact";
import type { RoundHead } from "../../generated/rounds";
import { Evidence, Page, Tabs, Tag, integer } from "../../components";

type Part = "round" | "design" | "frame" | "draw" | "sample" | "board" | "data";

/** Every page of one round: heading, state, ways between its parts. */
export function RoundShell(props: {
    head: RoundHead;
    part: Part;
    title?: string;
    refresh?: number;
    islands?: string[];
    children?: ComponentChildren;
}) {
    const { head } = props;
    const at = (path: string) => `/lam-viec/dot/${head.id}${path}`;
    const tabs: Array<{ part: Part; label: string; href: string }> = [
        { part: "round", label: "Các bước", href: at("") },
        { part: "design", label: "Thiết kế", href: at("/thiet-ke") },
        { part: "frame", label: "Dàn mẫu", href: at("/khung") },
        { part: "draw", label: "Chọn mẫu", href: at("/chon-mau") },
        { part: "sample", label: "Mẫu", href: at("/mau") },
        { part: "board", label: "Tiến độ", href: at("/tien-do") },
    ];
    if (head.whole) tabs.push({ part: "data", label: "Số liệu", href: at("/so-lieu") });
    return (
        <Page
            title={props.title ?? head.name}
            shortTitle={props.title ? `${props.title}, ${head.code}` : head.name}
            breadcrumbs={[
                { label: "Việc đang chờ tôi", href: "/lam-viec" },
                { label: "Đợt khảo sát", href: "/lam-viec/dot" },
                props.title ? { label: head.name, href: at("") } : { label: head.code },
            ]}
            tags={
                <>
                    <StateTag head={head} />
                    {head.simulated && <Evidence kind="simulated" />}
                </>
            }
            lede={`${head.scheme} · năm ${head.year}`}
            refresh={props.refresh}
            islands={props.islands}
            hidden
        >
            <Tabs
                label="Các phần của đợt khảo sát"
                tabs={tabs.map((tab) => ({ label: tab.label, href: tab.href, current: tab.part === props.part }))}
            />
            {props.children}
        </Page>
    );
}

export function StateTag({ head }: { head: RoundHead }) {
    const open = head.state === "field";
    const done = head.state === "published" || head.state === "corrected";
    return <Tag kind={done ? "good" : open ? "accent" : undefined}>{head.state_name}</Tag>;
}

/** A hash people compare: in full, with a name. */
export function Hash({ value }: { value: string }) {
    return value ? <code class="hash">{value}</code> : <span class="soft">chưa có</span>;
}

export function Count({ value }: { value: number }) {
    return <>{integer(value)}</>;
}
