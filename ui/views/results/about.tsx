import { common, integer, Page, Section, texts, to, view } from "../../components";

const t = texts({
    title: { vi: "Giới thiệu", en: "About" },
    lede: {
        vi: "Lòng Dân giúp cơ quan hành chính tự đo mình bằng chính những người mình phục vụ, và công bố kết quả để ai cũng kiểm tra được.",
        en: "Lòng Dân helps an administration measure itself by the people it serves, and publishes the results so that everybody can check them.",
    },
    two: { vi: "Hai loại con số", en: "Two kinds of figures" },
    printed: {
        vi: "Đã công bố ở nơi khác: {n} con số được ghi lại đúng như in, kèm nguồn. Con số suy ra, xấp xỉ hoặc mâu thuẫn giữa các nguồn được ghi rõ.",
        en: "Published elsewhere: {n} figures as printed, with their source. Those derived, approximate or in conflict say so.",
    },
    computed: {
        vi: "Do hệ thống tính: {n} bản kết quả đã công bố. Mỗi bản dẫn ngược về phương pháp, phiếu, khung mẫu, số mồi rút mẫu và bảng ô; bản đính chính không thay thế bản cũ mà đứng cạnh nó.",
        en: "Computed by this system: {n} revisions published. Each leads back to method, questionnaire, frame, seed and cell table; a correction stands beside the old revision and does not replace it.",
    },
    series: { vi: "Hai chuỗi", en: "Two series" },
    seriesText: {
        vi: "Chuỗi chính thức theo đúng cây chỉ số và cách làm tròn của phương pháp, quyết định thứ hạng. Chuỗi thống kê có trọng số và khoảng tin cậy. Hai chuỗi luôn được ghi tên.",
        en: "The official series follows the tree and rounding of the method and decides ranks. The statistical series has weights and intervals. Both are always named.",
    },
    compare: { vi: "Khi nào không so sánh được", en: "When figures cannot be compared" },
    compareText: {
        vi: "Khi phương pháp, bộ tiêu chí, đơn vị hành chính hoặc phạm vi nhiệm vụ của bộ thay đổi, trang này ghi một câu giải thích thay vì dấu trừ.",
        en: "Where the method, the frame, the units or the remit of a ministry changed, this site gives a sentence instead of a minus sign.",
    },
    open: { vi: "Khảo sát tự nguyện", en: "Open participation" },
    openText: {
        vi: "Trả lời tự nguyện trên mạng không đại diện cho người dân, không bao giờ được trộn với mẫu xác suất và không có sai số.",
        en: "Voluntary answers online do not represent the people; they are never mixed with probability samples and have no error.",
    },
    privacy: { vi: "Riêng tư", en: "Privacy" },
    privacyText: {
        vi: "Câu trả lời tách khỏi người trả lời. Số liệu dựa trên quá ít câu trả lời không hiển thị. Trang này không gửi gì cho bên thứ ba.",
        en: "Answers are kept apart from who gave them. Figures on too few answers are not shown. This site sends nothing to third parties.",
    },
    data: { vi: "Xem dữ liệu mở", en: "Open data" },
});

export default view("results/about", (document) => (
    <Page title={t("title")} lede={t("lede")} section="gioi-thieu" breadcrumbs={[{ label: common("about") }]}>
        <Section title={t("two")}>
            <ul>
                <li>{t("printed", { n: integer(document.printed_figures) })}</li>
                <li>{t("computed", { n: integer(document.revisions) })}</li>
            </ul>
        </Section>
        <Section title={t("series")}>
            <p>{t("seriesText")}</p>
        </Section>
        <Section title={t("compare")}>
            <p>{t("compareText")}</p>
        </Section>
        <Section title={t("open")}>
            <p>{t("openText")}</p>
        </Section>
        <Section title={t("privacy")}>
            <p>{t("privacyText")}</p>
        </Section>
        <p>
            <a href={to("/du-lieu")}>{t("data")}</a>
        </p>
    </Page>
));
