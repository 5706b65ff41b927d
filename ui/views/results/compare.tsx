import {
    Actions,
    ButtonLink,
    common,
    Empty,
    Filters,
    LineChart,
    Note,
    number,
    Page,
    query,
    Table,
    texts,
    view,
} from "../../components";
import { Breaks, downloads, UnitName } from "./parts";

const t = texts({
    title: { vi: "So sánh các đơn vị qua thời gian", en: "Units over time, compared" },
    choose: { vi: "Đơn vị {n}", en: "Unit {n}" },
    none: { vi: "Chọn", en: "Choose" },
    empty: { vi: "Hãy chọn từ một đến bốn đơn vị", en: "Choose one to four units" },
    year: { vi: "Năm", en: "Year" },
    chart: {
        vi: "Đường nối bị cắt ở mốc không so sánh được. Năm không có điểm là năm chưa đọc được số liệu.",
        en: "Lines are cut where figures cannot be compared. A year without a dot is one for which no figure could be read.",
    },
    careful: { vi: "Đơn vị đã thay đổi", en: "Units that changed" },
});

export default view("results/compare", (document) => {
    const chosen = query()
        .filter(([name, value]) => name === "dv" && value !== "")
        .map(([, value]) => value);
    const years = [...new Set(document.series.flatMap((one) => one.points.map((point) => point.year)))].sort(
        (a, b) => a - b,
    );
    return (
        <Page
            title={`${document.name}: ${t("title").toLowerCase()}`}
            section="chi-so"
            breadcrumbs={[
                { label: common("indices"), href: "/chi-so" },
                { label: document.name, href: `/chi-so/${document.index}` },
                { label: t("title") },
            ]}
        >
            <Filters names={["dv"]}>
                {[0, 1, 2, 3].map((i) => (
                    <div class="field" key={i}>
                        <label for={`dv-${i}`}>{t("choose", { n: i + 1 })}</label>
                        <select class="input" name="dv" id={`dv-${i}`}>
                            <option value="">{t("none")}</option>
                            {document.choices.map((unit) => (
                                <option key={unit.slug} value={unit.slug} selected={unit.slug === chosen[i]}>
                                    {unit.name}
                                </option>
                            ))}
                        </select>
                    </div>
                ))}
            </Filters>
            {document.series.length === 0 ? (
                <Empty title={t("empty")}>
                    <ButtonLink href={`/chi-so/${document.index}`}>{document.name}</ButtonLink>
                </Empty>
            ) : (
                <>
                    {document.warnings.length > 0 && (
                        <Note kind="warn" title={t("careful")}>
                            {document.warnings.map((one) => (
                                <p key={one}>{one}</p>
                            ))}
                        </Note>
                    )}
                    <LineChart
                        title={document.name}
                        sentence={t("chart")}
                        series={document.series.map((one) => ({
                            name: one.unit.name,
                            points: one.points
                                .filter((point) => !point.simulated)
                                .map((point) => ({ year: point.year, value: point.value })),
                        }))}
                        breaks={document.breaks.map((one) => ({ year: one.year, label: String(one.year) }))}
                    />
                    <Table
                        caption={document.name}
                        rows={years}
                        columns={[
                            { key: "year", label: t("year"), head: true, cell: (year) => year },
                            ...document.series.map((one) => ({
                                key: one.unit.slug,
                                label: <UnitName unit={one.unit} />,
                                numeric: true,
                                cell: (year: number) =>
                                    one.points
                                        .filter((point) => point.year === year)
                                        .map((point) => (
                                            <span key={point.source}>
                                                {number(point.value)}
                                                {point.rank !== null && (
                                                    <small>
                                                        {" "}
                                                        ({common("rank")} {point.rank})
                                                    </small>
                                                )}
                                                {point.simulated && <small> {common("simulated")}</small>}{" "}
                                            </span>
                                        )),
                            })),
                        ]}
                    />
                    <Actions links={downloads()} />
                    <Breaks breaks={document.breaks} />
                </>
            )}
        </Page>
    );
});
