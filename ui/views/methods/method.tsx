import {
    ButtonLink,
    Buttons,
    Definitions,
    Details,
    integer,
    Note,
    Page,
    Section,
    Table,
    texts,
    view,
} from "../../components";
import type { CheckView, GroupView, MethodPage } from "../../generated/methods";
import { Sure } from "./sure";

const t = texts({
    methods: { vi: "Phương pháp", en: "Methods" },
    version: { vi: "Phiên bản", en: "Version" },
    document: { vi: "Văn bản", en: "Document" },
    unknown: { vi: "chưa tìm được", en: "not found" },
    minimum: { vi: "Không hiện số liệu dưới", en: "Figures are not shown below" },
    answers: { vi: "{n} câu trả lời", en: "{n} answers" },
    hash: { vi: "Mã băm của dữ liệu (SHA-256)", en: "Hash of the data (SHA-256)" },
    remark: { vi: "Điều cần biết về nguồn", en: "About the sources" },
    index: { vi: "Chỉ số được gộp thế nào", en: "How the index is put together" },
    indexLede: {
        vi: "Từ trên xuống dưới. Mỗi nút gộp những gì đứng dưới nó; chỉ làm tròn một lần, khi hiện ra.",
        en: "From the top down. Each node combines what stands below it; rounded once, for display.",
    },
    node: { vi: "Nút", en: "Node" },
    rule: { vi: "Quy tắc", en: "Rule" },
    pooled: {
        vi: "số câu hài lòng chia số câu hợp lệ của mọi nội dung bên dưới",
        en: "satisfied answers over valid answers of all items below",
    },
    mean: { vi: "trung bình cộng của các nút bên dưới", en: "plain mean of the nodes below" },
    weights: { vi: "trung bình có trọng số của các nút bên dưới", en: "weighted mean of the nodes below" },
    items: { vi: "Nội dung", en: "Items" },
    sure: { vi: "Mức xác nhận", en: "How sure" },
    checks: { vi: "Đối chiếu với số đã công bố", en: "Checked against published figures" },
    checkText: {
        vi: "Năm {year}: hai lĩnh vực {parts}, chỉ số chung {total}.",
        en: "{year}: two facets {parts}, overall index {total}.",
    },
    equalNo: {
        vi: "Trung bình đều hai lĩnh vực không cho ra số này.",
        en: "The plain mean of the two does not give it.",
    },
    equalYes: { vi: "Trung bình đều hai lĩnh vực cho ra số này.", en: "The plain mean of the two gives it." },
    weight: {
        vi: "Trọng số của phần dịch vụ phải từ {low} đến {high}.",
        en: "The weight of services must lie between {low} and {high}.",
    },
    scales: { vi: "Thang trả lời", en: "Answer scales" },
    satisfied: { vi: "tính là hài lòng", en: "counts as satisfied" },
    content: { vi: "Nội dung đo lường", en: "What is measured" },
    stated: { vi: "Nguồn nói có {n} nội dung; ở đây có {here}.", en: "Sources state {n} items; {here} stand here." },
    scale: { vi: "Thang", en: "Scale" },
    several: { vi: "chọn nhiều ý", en: "several choices" },
    base: { vi: "Cơ số của tỷ lệ", en: "Base of the percentage" },
    valid: { vi: "câu trả lời hợp lệ", en: "valid answers" },
    asked: { vi: "mọi người được hỏi", en: "everybody asked" },
    respondents: { vi: "mọi người trả lời phiếu", en: "all respondents" },
    sources: { vi: "Nguồn", en: "Sources" },
    data: { vi: "Tải dữ liệu (JSON)", en: "Download the data (JSON)" },
});

type Known = Parameters<typeof t>[0];

export default view("methods/method", (document) => (
    <Page
        title={document.title}
        section="gioi-thieu"
        breadcrumbs={[{ label: t("methods"), href: "/phuong-phap" }, { label: document.title }]}
    >
        <Definitions
            items={[
                [t("document"), document.document || t("unknown")],
                [t("version"), `${document.code} ${document.version}`],
                [
                    t("minimum"),
                    <>
                        {t("answers", { n: document.minimum_n })} <Sure sure={document.minimum_sure} />
                    </>,
                ],
                [t("hash"), <span class="code">{document.sha256}</span>],
            ]}
        />
        {document.remark && (
            <Note kind="warn" title={t("remark")}>
                <p>{document.remark}</p>
            </Note>
        )}
        <Tree document={document} />
        {document.checks.length > 0 && (
            <Section title={t("checks")}>
                <ul>
                    {document.checks.map((check) => (
                        <li key={check.year}>
                            <Check check={check} />
                        </li>
                    ))}
                </ul>
            </Section>
        )}
        <Section title={t("scales")}>
            <Definitions
                items={document.scales.map((scale) => [
                    scale.label,
                    <>
                        {scale.levels
                            .map(
                                (level) =>
                                    `${level.code} ${level.label}${level.satisfied ? ` (${t("satisfied")})` : ""}`,
                            )
                            .join("; ")}{" "}
                        <Sure sure={scale.sure} />
                    </>,
                ])}
            />
        </Section>
        <Section title={t("content")}>
            {document.groups.map((group) => (
                <Group key={group.code} group={group} />
            ))}
        </Section>
        <Section title={t("sources")}>
            <ul>
                {document.sources.map((source) => (
                    <li key={source}>
                        <a href={source} rel="noopener noreferrer nofollow">
                            {source}
                        </a>
                    </li>
                ))}
            </ul>
            <Buttons>
                <ButtonLink href={`/phuong-phap/${document.code}.json`} kind="plain">
                    {t("data")}
                </ButtonLink>
            </Buttons>
        </Section>
    </Page>
));

function Tree({ document }: { document: MethodPage }) {
    return (
        <Section title={t("index")}>
            <p>{t("indexLede")}</p>
            <Table
                caption={t("index")}
                titled
                stack
                rows={document.nodes}
                columns={[
                    {
                        key: "label",
                        label: t("node"),
                        head: true,
                        cell: (node) => "› ".repeat(node.depth) + node.label,
                    },
                    { key: "rule", label: t("rule"), cell: (node) => t(node.rule as Known) },
                    { key: "items", label: t("items"), numeric: true, cell: (node) => integer(node.items) },
                    { key: "sure", label: t("sure"), cell: (node) => <Sure sure={node.sure} /> },
                ]}
            />
        </Section>
    );
}

function Check({ check }: { check: CheckView }) {
    return (
        <>
            {t("checkText", { year: check.year, parts: check.parts.join("; "), total: check.total })}{" "}
            {check.equal_fits ? t("equalYes") : t("equalNo")}{" "}
            {check.weight_low && t("weight", { low: check.weight_low, high: check.weight_high })}
        </>
    );
}

function Group({ group }: { group: GroupView }) {
    const here = group.items.length;
    return (
        <>
            {group.depth === 0 && <h3>{group.label}</h3>}
            {group.items_stated > 0 && (
                <p class="soft">{t("stated", { n: group.items_stated, here: group.items_below })}</p>
            )}
            {here > 0 && (
                <Details summary={`${group.label} (${here})`}>
                    <p>
                        <Sure sure={group.sure} />
                    </p>
                    <Table
                        caption={group.label}
                        stack
                        compact
                        rows={group.items}
                        columns={[
                            {
                                key: "label",
                                label: t("items"),
                                head: true,
                                cell: (item) => `${item.code} ${item.label}`,
                            },
                            {
                                key: "scale",
                                label: t("scale"),
                                cell: (item) => (item.multiple ? t("several") : item.scale),
                            },
                            { key: "base", label: t("base"), cell: (item) => t(item.base as Known) },
                            { key: "sure", label: t("sure"), cell: (item) => <Sure sure={item.sure} /> },
                        ]}
                    />
                </Details>
            )}
        </>
    );
}
