import {
    Actions,
    common,
    Definitions,
    Filters,
    integer,
    moment,
    Note,
    Page,
    Section,
    texts,
    to,
    view,
} from "../../components";
import { ComputedTable } from "./computed";
import { downloads, RevisionMarks } from "./parts";

const t = texts({
    results: { vi: "Kết quả", en: "Results" },
    corrected: { vi: "Đã có bản đính chính", en: "There is a correction" },
    correctedText: {
        vi: "Bản này được giữ nguyên như khi công bố. Hãy dùng bản đính chính:",
        en: "This one stays as it was published. Please use the correction:",
    },
    reason: { vi: "Vì sao có bản này", en: "Why there is this revision" },
    corrects: { vi: "Đính chính bản", en: "Corrects" },
    published: { vi: "Công bố lúc", en: "Published" },
    decision: { vi: "Văn bản phê duyệt", en: "Approved by" },
    number: { vi: "Bản số", en: "Revision" },
    method: { vi: "Phương pháp", en: "Method" },
    form: { vi: "Phiếu khảo sát", en: "Questionnaire" },
    cutOff: { vi: "Lấy câu trả lời đến", en: "Answers up to" },
    computedAt: { vi: "Tính lúc", en: "Computed" },
    seed: { vi: "Số mồi rút mẫu", en: "Seed of the draw" },
    frame: { vi: "SHA-256 của khung mẫu", en: "SHA-256 of the frame" },
    cells: { vi: "SHA-256 của bảng ô", en: "SHA-256 of the cell table" },
    figures: { vi: "SHA-256 của số liệu", en: "SHA-256 of the figures" },
    origin: { vi: "Con số này từ đâu ra", en: "Where these figures come from" },
    verify: { vi: "Tự kiểm tra", en: "Check it yourself" },
    verifyText: {
        vi: "Cùng khung mẫu và số mồi cho lại đúng mẫu đã rút. Từ bảng ô, lệnh longdan verify tính lại từng con số và so với số đã công bố, kể cả khi phiếu trả lời đã được xóa.",
        en: "The same frame and seed give the same sample again. From the cell table, longdan verify computes every figure anew and compares it with the published one, even after the answers have been erased.",
    },
    cite: { vi: "Cách dẫn nguồn", en: "How to cite" },
    citeText: { vi: "{title}, bản {code}, công bố {day}.", en: "{title}, revision {code}, published {day}." },
    indicator: { vi: "Chỉ báo", en: "Indicator" },
    count: { vi: "{n} số liệu trong bản này", en: "{n} figures in this revision" },
    chart: { vi: "Xếp hạng", en: "Ranking" },
    table: { vi: "Bảng hai chuỗi", en: "Table of both series" },
    simulated: {
        vi: "Dữ liệu mô phỏng: câu trả lời do máy tạo ra để trình diễn, không phải ý kiến của người dân.",
        en: "Simulated data: the answers were made by a machine for demonstration; they are not opinions of people.",
    },
});

export default view("results/revision", (document) => (
    <Page
        title={document.revision.title}
        section="chi-so"
        tags={<RevisionMarks revision={document.revision} />}
        breadcrumbs={[
            { label: common("indices"), href: "/chi-so" },
            {
                label: String(document.revision.year),
                href: `/chi-so/${document.revision.index}/${document.revision.year}`,
            },
            { label: document.revision.code },
        ]}
    >
        {document.corrected_by && (
            <Note kind="bad" title={t("corrected")}>
                <p>
                    {t("correctedText")}{" "}
                    <a href={to(`/ket-qua/${document.corrected_by.code}`)}>{document.corrected_by.code}</a>
                </p>
            </Note>
        )}
        {document.revision.simulated && (
            <Note kind="warn">
                <p>{t("simulated")}</p>
            </Note>
        )}
        {document.reason && (
            <Note title={t("reason")}>
                <p>{document.reason}</p>
            </Note>
        )}
        <Filters names={["chi-bao"]}>
            <div class="field">
                <label for="chi-bao">{t("indicator")}</label>
                <select class="input" id="chi-bao" name="chi-bao">
                    {document.indicators.map((one) => (
                        <option key={one.code} value={one.code} selected={one.code === document.ranking.indicator}>
                            {one.name}
                        </option>
                    ))}
                </select>
            </div>
        </Filters>
        <Section title={document.ranking.indicator_name}>
            <ComputedTable ranking={document.ranking} as="chart" />
        </Section>
        <Section title={t("table")}>
            <ComputedTable ranking={document.ranking} as="table" />
            <p class="soft">{t("count", { n: integer(document.figures) })}</p>
            <Actions links={downloads()} />
        </Section>
        <Section title={t("origin")}>
            <Definitions
                items={[
                    [t("number"), String(document.revision.number)],
                    [
                        t("corrects"),
                        document.corrects && (
                            <a href={to(`/ket-qua/${document.corrects.code}`)}>{document.corrects.code}</a>
                        ),
                    ],
                    [t("published"), moment(document.revision.published)],
                    [t("decision"), document.decision],
                    [
                        t("method"),
                        <a href={to(`/phuong-phap/${document.method}`)}>
                            {document.method} {document.method_version}
                        </a>,
                    ],
                    [t("form"), `${document.form} ${document.form_version}`],
                    [t("cutOff"), moment(document.cut_off)],
                    [t("computedAt"), moment(document.computed)],
                    [t("seed"), document.sample_seed && <span class="code">{document.sample_seed}</span>],
                    [t("frame"), document.frame_hash && <span class="code">{document.frame_hash}</span>],
                    [t("cells"), document.cells_hash && <span class="code">{document.cells_hash}</span>],
                    [t("figures"), <span class="code">{document.figures_hash}</span>],
                ]}
            />
        </Section>
        <Section title={t("verify")}>
            <p>{t("verifyText")}</p>
        </Section>
        <Section title={t("cite")}>
            <p>
                {t("citeText", {
                    title: document.revision.title,
                    code: document.revision.code,
                    day: moment(document.revision.published),
                })}
            </p>
        </Section>
    </Page>
));
