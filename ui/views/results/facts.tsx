import { integer, number, percent, Section, Table, texts } from "../../components";
import type { FactRow, FactSection } from "../../generated/results";
import { Source, StatusTag } from "./parts";

const t = texts({
    overall: { vi: "Cả nước", en: "Whole country" },
    facet: { vi: "Hai nội dung hài lòng", en: "The two facets of satisfaction" },
    factor: { vi: "Năm yếu tố phục vụ", en: "The five factors of service" },
    range: { vi: "Cao nhất và thấp nhất giữa các tỉnh", en: "Highest and lowest among the provinces" },
    perception: { vi: "Nhận định, trải nghiệm", en: "Perceptions and experience" },
    interest: { vi: "Quan tâm đến chính sách", en: "Interest in policies" },
    channel: { vi: "Kênh theo dõi chính sách", en: "Channels of information" },
    participation: { vi: "Sẵn sàng góp ý", en: "Willingness to comment" },
    need: { vi: "Nhu cầu, mong đợi", en: "Needs and expectations" },
    domain: { vi: "Theo lĩnh vực", en: "By domain" },
    domain_change: { vi: "Thay đổi theo lĩnh vực", en: "Change by domain" },
    bands: { vi: "Số tỉnh, thành phố theo nhóm điểm", en: "Provinces by band" },
    survey: { vi: "Số người được hỏi", en: "People asked" },
    sample: { vi: "Mẫu khảo sát", en: "Survey sample" },
    points: { vi: "Điểm thành phần", en: "Points" },
    what: { vi: "Chỉ báo", en: "Indicator" },
    value: { vi: "Giá trị", en: "Value" },
    status: { vi: "Tình trạng, ghi chú", en: "Status, note" },
    source: { vi: "Nguồn", en: "Source" },
});

const known = [
    "overall",
    "facet",
    "factor",
    "range",
    "perception",
    "interest",
    "channel",
    "participation",
    "need",
    "domain",
    "domain_change",
    "bands",
    "survey",
    "sample",
    "points",
] as const;

function value(row: FactRow): string {
    if (row.measure === "percent") return percent(row.value);
    return row.measure === "points" ? number(row.value) : integer(row.value);
}

/** What else was published about the year: a table for each kind of figure. */
export function Facts({ sections }: { sections: FactSection[] }) {
    return (
        <>
            {sections.map((section) => {
                const key = known.find((one) => one === section.section);
                const title = key ? t(key) : section.section;
                return (
                    <Section key={section.section} title={title}>
                        <Table
                            caption={title}
                            titled
                            stack
                            rows={section.rows}
                            columns={[
                                {
                                    key: "name",
                                    label: t("what"),
                                    head: true,
                                    cell: (row) => (row.label ? `${row.name}: ${row.label}` : row.name),
                                },
                                { key: "value", label: t("value"), numeric: true, cell: value },
                                {
                                    key: "status",
                                    label: t("status"),
                                    cell: (row) => (
                                        <>
                                            <StatusTag status={row.status} /> {row.note}
                                        </>
                                    ),
                                },
                                { key: "source", label: t("source"), cell: (row) => <Source source={row.source} /> },
                            ]}
                        />
                    </Section>
                );
            })}
        </>
    );
}
