import { Button, common, Details, Empty, integer, Page, page, Section, texts, to, view } from "../../components";
import type { ListedUnit } from "../../generated/units";

const t = texts({
    title: { vi: "Đơn vị hành chính, bộ và cơ quan ngang bộ", en: "Administrative units and ministries" },
    lede: {
        vi: "{provinces} tỉnh, thành phố và {communes} xã, phường, đặc khu đang có. Tên cũ trước ngày 01/07/2025 dẫn đến đơn vị ngày nay.",
        en: "{provinces} provinces and {communes} communes, wards and special zones in force. Names before 1 July 2025 lead to today's units.",
    },
    search: { vi: "Tên tỉnh, xã, bộ (có dấu hoặc không)", en: "Name of a province, commune or ministry" },
    found: { vi: "Tìm thấy", en: "Found" },
    nothing: { vi: "Không có đơn vị nào tên như vậy", en: "No unit has such a name" },
    hint: { vi: "Hãy thử bỏ dấu, hoặc chỉ gõ một phần của tên.", en: "Try without marks, or only a part of the name." },
    now: { vi: "Nay là", en: "Today" },
    ministries: { vi: "Bộ, cơ quan ngang bộ", en: "Ministries and ministerial agencies" },
    former: { vi: "Tỉnh, thành phố trước ngày 01/07/2025", en: "Provinces before 1 July 2025" },
});

function Names({ units }: { units: ListedUnit[] }) {
    return (
        <ul class="columns">
            {units.map((unit) => (
                <li key={unit.slug}>
                    <a href={to(`/don-vi/${unit.slug}`)}>{unit.name}</a>
                    {unit.note && (
                        <small>
                            {" "}
                            ({t("now").toLowerCase()} {unit.note})
                        </small>
                    )}
                </li>
            ))}
        </ul>
    );
}

export default view("units/list", (document) => (
    <Page
        title={t("title")}
        lede={t("lede", {
            provinces: integer(document.regions.reduce((sum, region) => sum + region.provinces.length, 0)),
            communes: integer(document.communes),
        })}
        section="chi-so"
        breadcrumbs={[{ label: t("title") }]}
    >
        <form class="filters" method="get" action={to(page().path)}>
            <div class="field">
                <label for="ten">{t("search")}</label>
                <input class="input" id="ten" name="q" type="search" value={document.query} maxLength={200} />
            </div>
            <Button>{common("find")}</Button>
        </form>
        {document.query !== "" && (
            <Section title={t("found")}>
                {document.found.length === 0 && (
                    <Empty title={t("nothing")}>
                        <p>{t("hint")}</p>
                    </Empty>
                )}
                <ul class="results">
                    {document.found.map((found) => (
                        <li key={found.slug}>
                            <p>
                                <a href={to(`/don-vi/${found.slug}`)}>{found.name}</a>{" "}
                                {found.place && <small>{found.place}</small>}
                            </p>
                            {found.sentence && <p>{found.sentence}</p>}
                            {found.today.length > 0 && (
                                <p>
                                    {t("now")}:{" "}
                                    {found.today.map((unit, i) => (
                                        <span key={unit.slug}>
                                            {i > 0 && ", "}
                                            <a href={to(`/don-vi/${unit.slug}`)}>{unit.name}</a>
                                        </span>
                                    ))}
                                </p>
                            )}
                        </li>
                    ))}
                </ul>
            </Section>
        )}
        {document.regions.map((region) => (
            <Section key={region.slug} title={region.name}>
                <Names units={region.provinces} />
            </Section>
        ))}
        {document.region_doubt && <p class="soft">{document.region_doubt}.</p>}
        <Section title={t("ministries")}>
            <Names units={document.ministries} />
        </Section>
        <Details summary={t("former")}>
            <Names units={document.former_provinces} />
        </Details>
    </Page>
));
