import { Evidence, Note, Page, Tag, view } from "../../components";
import { ChartsPart, RankingPart } from "./gallery-charts";
import { FormPart, WorkPart } from "./gallery-work";
import { FiguresPart, TablePart } from "./gallery-figures";
import { exampleRows } from "./example";

/** Every component once, with invented figures. */
export default view("shell/gallery", (document) => {
    const rows = document.rows.length > 0 ? document.rows : exampleRows();
    if (document.part === "ranking") {
        return (
            <Page title="Xếp hạng 63 tỉnh, thành phố" section="chi-so">
                <RankingPart rows={rows} />
            </Page>
        );
    }
    return (
        <Page
            title="Cứ 100 người dân, gần 84 người hài lòng với sự phục vụ của cơ quan nhà nước"
            shortTitle="Bộ thành phần giao diện"
            lede="Mọi thành phần của giao diện trên một trang, với con số bịa ra để xem dáng vẻ."
            section="chi-so"
            breadcrumbs={[
                { label: "Chỉ số", href: "/chi-so" },
                { label: "SIPAS", href: "/chi-so/sipas" },
                { label: "2024" },
            ]}
            tags={
                <>
                    <Evidence kind="published" />
                    <Evidence kind="simulated" />
                    <Tag>bản sửa lần 2</Tag>
                </>
            }
        >
            <FiguresPart />
            <RankingPart rows={rows.slice(0, 14)} />
            <ChartsPart rows={rows} />
            <TablePart rows={rows} />
            <FormPart />
            <WorkPart />
            <Note kind="good" title="Hết">
                <p>Trang này chỉ có khi phát triển.</p>
            </Note>
        </Page>
    );
});
