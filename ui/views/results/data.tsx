import { bytes, common, Definitions, Evidence, integer, Page, Section, texts, to, view } from "../../components";

const t = texts({
    title: { vi: "Dữ liệu mở", en: "Open data" },
    lede: {
        vi: "Mọi bảng trên trang này tải được, kèm mô tả cột, nguồn, giấy phép và mã băm để kiểm tra.",
        en: "Every table of this site can be downloaded, with its columns, sources, licence and a hash to check it.",
    },
    period: { vi: "Thời gian", en: "Period" },
    source: { vi: "Nguồn", en: "Source" },
    licence: { vi: "Giấy phép", en: "Licence" },
    rows: { vi: "Số dòng", en: "Rows" },
    hash: { vi: "SHA-256 của tệp CSV", en: "SHA-256 of the CSV" },
    metadata: { vi: "Mô tả dữ liệu", en: "Metadata" },
    codes: {
        vi: "Mã đơn vị được dùng lại từ ngày 01/07/2025 (mã 24 từng là Bắc Giang, nay là Bắc Ninh): hãy ghép bảng theo cột slug.",
        en: "Unit codes were reused on 1 July 2025 (24 was Bắc Giang and is Bắc Ninh): join tables by slug.",
    },
});

export default view("results/data", (document) => (
    <Page title={t("title")} lede={t("lede")} section="du-lieu" breadcrumbs={[{ label: common("data") }]}>
        <p>{t("codes")}</p>
        {document.datasets.map((table) => (
            <Section key={table.path} title={table.title}>
                {table.simulated && <Evidence kind="simulated" />}
                <p>{table.about}</p>
                <p>
                    <a href={to(`${table.path}.csv`)}>CSV ({bytes(table.bytes)})</a>
                    {" · "}
                    <a href={to(`${table.path}.metadata.json`)}>{t("metadata")}</a>
                    {" · "}
                    <a href={to(`${table.path}.zip`)}>ZIP</a>
                </p>
                <Definitions
                    items={[
                        [t("period"), table.period],
                        [t("rows"), integer(table.rows)],
                        [t("source"), table.source],
                        [t("licence"), table.licence],
                        [t("hash"), <span class="code">{table.sha256}</span>],
                    ]}
                />
            </Section>
        ))}
    </Page>
));
