import { Empty, Page, Section, Tag, texts, to, view } from "../../components";
import { UnitNames } from "./parts";

const t = texts({
    title: { vi: "Tìm kiếm", en: "Search" },
    titleFor: { vi: "Kết quả tìm “{query}”", en: "Results for “{query}”" },
    units: { vi: "Đơn vị", en: "Units" },
    pages: { vi: "Trang, chỉ số, tài liệu", en: "Pages, indices, documents" },
    nothing: { vi: "Không tìm thấy gì", en: "Nothing found" },
    hint: {
        vi: "Thử tên tỉnh, xã, bộ (có dấu hoặc không, cả tên cũ), hoặc tên chỉ số.",
        en: "Try the name of a province, commune or ministry (also former names), or of an index.",
    },
    gone: { vi: "tên cũ", en: "former" },
    today: { vi: "Nay là", en: "Today" },
    province: { vi: "tỉnh, thành phố", en: "province" },
    ministry: { vi: "bộ, cơ quan ngang bộ", en: "ministry" },
    region: { vi: "vùng", en: "region" },
    district: { vi: "cấp huyện (cũ)", en: "district (former)" },
    commune: { vi: "cấp xã", en: "commune" },
    country: { vi: "cả nước", en: "country" },
});

const levels = ["province", "ministry", "region", "district", "commune", "country"] as const;

export default view("results/search", (document) => (
    <Page
        title={document.query ? t("titleFor", { query: document.query }) : t("title")}
        hidden
        breadcrumbs={[{ label: t("title") }]}
    >
        {document.units.length === 0 && document.pages.length === 0 && (
            <Empty title={t("nothing")}>
                <p>{t("hint")}</p>
            </Empty>
        )}
        {document.units.length > 0 && (
            <Section title={t("units")}>
                <ul class="results">
                    {document.units.map((found) => {
                        const level = levels.find((one) => one === found.level);
                        return (
                            <li key={found.unit.slug}>
                                <p>
                                    <a href={to(`/don-vi/${found.unit.slug}`)}>{found.unit.name}</a>{" "}
                                    {found.place && <small>{found.place} </small>}
                                    {level && <Tag>{t(level)}</Tag>}{" "}
                                    {!found.exists && <Tag kind="warn">{t("gone")}</Tag>}
                                </p>
                                {found.sentence && <p>{found.sentence}</p>}
                                {found.today.length > 0 && (
                                    <p>
                                        {t("today")}: <UnitNames units={found.today} />
                                    </p>
                                )}
                            </li>
                        );
                    })}
                </ul>
            </Section>
        )}
        {document.pages.length > 0 && (
            <Section title={t("pages")}>
                <ul class="results">
                    {document.pages.map((found) => (
                        <li key={found.path + found.title}>
                            <a href={to(found.path)}>{found.title}</a>
                            {found.summary && <small> {found.summary}</small>}
                        </li>
                    ))}
                </ul>
            </Section>
        )}
    </Page>
));
