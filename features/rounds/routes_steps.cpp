#include "features/rounds/routes.h"
#include "features/rounds/store.h"
#include "platform/base/csv.h"
#include "platform/base/text.h"

#include <charconv>

#include <fmt/format.h>

/// The steps of a round as form posts, and what a reader may do in which state.
namespace longdan::rounds {

using identity::Permission;

namespace {

const ActionField reason_field{"reason", "Lý do", "text", "", "", false};
const ActionField document_field{"document", "Số văn bản", "text", "Ví dụ 123/BNV-CCHC", "", false};

struct ActionRule {
    std::vector<State> states;
    Permission permission;
    std::string path;
    std::string label;
    std::string explanation;
    std::string weight;
    std::vector<ActionField> fields;
};

const std::vector<ActionRule>& action_rules() {
    static const std::vector<ActionRule> rules = {
        {{State::draft},
         Permission::approval_submit,
         "trinh-ke-hoach",
         "Trình kế hoạch",
         "Thiết kế được gửi kèm mã SHA-256 để một người khác duyệt.",
         "main",
         {}},
        {{State::plan_approved}, Permission::round_plan, "lap-danh-sach", "Bắt đầu lập danh sách", "", "main", {}},
        {{State::listing},
         Permission::round_draw,
         "chot-khung",
         "Chốt dàn mẫu",
         "Đơn vị hành chính ngày của thiết kế được ghi thành tệp; từ đó không đổi nữa.",
         "main",
         {}},
        {{State::frame_frozen},
         Permission::round_draw,
         "chon-mau",
         "Chọn mẫu",
         "Chỉ chọn một lần. Số gốc được công bố cùng kết quả; để trống thì hệ thống tạo.",
         "main",
         {{"seed", "Số gốc", "number", "Số nguyên từ 1 đến 999 999 999 999", "", true}}},
        {{State::frame_frozen},
         Permission::round_draw,
         "mo-lai-danh-sach",
         "Mở lại bước lập danh sách",
         "",
         "danger",
         {reason_field, document_field}},
        {{State::drawn},
         Permission::round_collect,
         "mo-thu-thap",
         "Mở thu thập",
         "",
         "main",
         {{"opens", "Mở lúc", "moment", "", "", false},
          {"closes", "Đóng lúc", "moment", "", "", false},
          {"open_door", "Mở thêm phiếu tự nguyện cho mọi người (để riêng, không tính vào chỉ số)", "checkbox", "", "",
           true}}},
        {{State::field},
         Permission::round_collect,
         "ma",
         "In mã trả lời cho các thôn",
         "Mã chỉ hiện một lần trong tệp tải về; hệ thống chỉ giữ dấu băm.",
         "second",
         {}},
        {{State::field, State::data_frozen, State::trial},
         Permission::round_estimate,
         "chot-so-lieu",
         "Chốt số liệu",
         "Đóng thu thập và ghi bảng ô. Phiếu chỉ bị loại theo các quy tắc ghi ở đây.",
         "main",
         {{"blank_share", "Loại phiếu bỏ trống trên (%)", "number", "", "30", false},
          {"straight_line", "Loại cả phiếu chọn một mức cho mọi câu (nếu không, chỉ đánh dấu)", "checkbox", "", "",
           true},
          {"left_out", "Số của các phiếu bị loại theo quyết định", "text", "Cách nhau bằng dấu phẩy", "", true},
          {"decision", "Số văn bản của quyết định loại phiếu", "text", "", "", true}}},
        {{State::data_frozen, State::trial},
         Permission::round_estimate,
         "tinh-thu",
         "Tính thử",
         "Tính lại được nhiều lần; mọi lần đều được giữ và so với lần trước.",
         "main",
         {}},
        {{State::trial},
         Permission::approval_submit,
         "trinh-ket-qua",
         "Trình duyệt kết quả",
         "Lần tính cuối thành một bản kết quả không đổi, gửi người khác duyệt.",
         "main",
         {}},
        {{State::data_frozen, State::trial},
         Permission::round_collect,
         "mo-lai-thu-thap",
         "Mở lại thu thập",
         "",
         "danger",
         {reason_field, document_field}},
        {{State::approved},
         Permission::result_publish,
         "cong-bo",
         "Đặt giờ công bố",
         "Trước phút này không trang, tệp hay tìm kiếm nào có số liệu.",
         "main",
         {{"publish_at", "Công bố lúc", "moment", "", "", false}}},
        {{State::published, State::corrected},
         Permission::round_estimate,
         "dinh-chinh",
         "Đính chính",
         "Bản đã công bố vẫn giữ nguyên địa chỉ; bản mới nói rõ vì sao.",
         "danger",
         {reason_field, document_field}},
    };
    return rules;
}

}  // namespace

std::vector<ActionDocument> actions_of(const Round& round, const identity::Access& access, bool waits_for_decision) {
    std::vector<ActionDocument> actions;
    for (const auto& rule : action_rules()) {
        if (std::find(rule.states.begin(), rule.states.end(), round.state) == rule.states.end()) continue;
        if (!access.may(rule.permission, round.scheme)) continue;
        if (waits_for_decision && rule.path == "trinh-ke-hoach") continue;
        if (rule.path == "mo-lai-thu-thap" && !round.correction_reason.empty()) continue;
        if (rule.path == "mo-lai-danh-sach" && !round.seed.empty()) continue;
        actions.push_back(
            {fmt::format("/lam-viec/dot/{}/{}", round.id.text(), rule.path), rule.label, rule.explanation, rule.weight,
             rule.fields}
        );
    }
    return actions;
}

std::string waiting_for(const Round& round, bool waits_for_decision) {
    switch (round.state) {
        case State::draft:
            return waits_for_decision ? "Kế hoạch đang chờ phê duyệt." : "Kế hoạch đang được soạn.";
        case State::plan_approved:
            return "Kế hoạch đã được duyệt; chờ bắt đầu lập danh sách.";
        case State::listing:
            return "Các tỉnh đang lập danh sách; chờ chốt dàn mẫu.";
        case State::frame_frozen:
            return round.seed.empty() ? "Dàn mẫu đã chốt; chờ chọn mẫu." : "Đang chọn mẫu.";
        case State::drawn:
            return "Mẫu đã chọn; chờ mở thu thập.";
        case State::field:
            return fmt::format(
                "Đang nhận câu trả lời đến {}.", round.collection_to ? vietnamese(*round.collection_to) : ""
            );
        case State::data_frozen:
            return "Số liệu đã chốt; chờ tính thử.";
        case State::trial:
            return "Đã tính thử; xem kết quả rồi trình duyệt.";
        case State::submitted:
            return "Kết quả đang chờ phê duyệt.";
        case State::approved:
            return round.publish_at ? fmt::format(
                                          "Sẽ công bố lúc {}; trước đó không ai ngoài đợt thấy số liệu.",
                                          vietnamese(*round.publish_at)
                                      )
                                    : "Kết quả đã duyệt; chờ đặt giờ công bố.";
        case State::published:
        case State::corrected:
            return "Kết quả đã công bố.";
    }
    return "";
}

http::Response Routes::step(
    const http::Request& request,
    const std::function<void(db::Transaction&, const identity::Access&, RoundId, http::FormReader&)>& work,
    const std::string& done
) const {
    const auto& access = identity::Identity::access(request);
    access.require_signed_in();
    const auto id = request.id<RoundId>("round");
    parts_.units.registry();  // read before the transaction begins
    parts_.ground.database.write([&](db::Transaction& tx) {
        http::FormReader form(request.form);
        work(tx, access, id, form);
    });
    return parts_.identity.redirect(request, "/lam-viec/dot/" + id.text(), done);
}

namespace {

CutOff read_rules(http::FormReader& form) {
    CutOff rules;
    rules.blank_share = form.number("blank_share", "Tỷ lệ bỏ trống", 0.1, 100) / 100;
    rules.drop_straight_line = form.checked("straight_line");
    rules.decision = form.text("decision", "Số văn bản", 100, false);
    const auto listed = form.text("left_out", "Số của các phiếu", 20'000, false);
    for (const auto piece : split(listed, ',')) {
        const auto text = trimmed(piece);
        if (text.empty()) continue;
        std::int64_t answer = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), answer);
        if (error != std::errc() || end != text.data() + text.size()) {
            form.add_error("left_out", fmt::format("\"{}\" không phải số của một phiếu", text));
            continue;
        }
        rules.left_out.push_back(answer);
    }
    return rules;
}

}  // namespace

void Routes::add_steps() {
    using Work = std::function<void(db::Transaction&, const identity::Access&, RoundId, http::FormReader&)>;
    const auto on = [this](const std::string& path, const std::string& done, Work work) {
        parts_.ground.router.post(
            "/lam-viec/dot/{round}/" + path,
            [routes = *this, work, done](const http::Request& request) { return routes.step(request, work, done); }
        );
    };
    auto& rounds = rounds_;
    on("trinh-ke-hoach", "Đã trình kế hoạch.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader&) {
           rounds.submit_plan(tx, access, id);
       });
    on("lap-danh-sach", "Đã mở bước lập danh sách.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader&) {
           rounds.open_lists(tx, access, id);
       });
    on("chot-khung", "Đã chốt dàn mẫu.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader&) {
           rounds.freeze_frame(tx, access, id);
       });
    on("chon-mau", "Đã yêu cầu chọn mẫu; việc đang chạy.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader& form) {
           const auto seed = form.maybe_integer("seed", "Số gốc", 1, 999'999'999'999);
           form.require_ok();
           rounds.request_draw(tx, access, id, static_cast<std::uint64_t>(seed.value_or(0)));
       });
    on("mo-thu-thap", "Đã mở thu thập.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader& form) {
           Rounds::Doors doors;
           doors.opens = form.moment("opens", "Mở lúc").value_or(Moment{});
           doors.closes = form.moment("closes", "Đóng lúc").value_or(Moment{});
           doors.open_door = form.checked("open_door");
           form.require_ok();
           rounds.open_collection(tx, access, id, doors);
       });
    on("chot-so-lieu", "Đã chốt số liệu; việc kiểm tra đang chạy.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader& form) {
           const auto rules = read_rules(form);
           form.require_ok();
           rounds.cut_off(tx, access, id, rules);
       });
    on("tinh-thu", "Đã yêu cầu tính thử; việc đang chạy.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader&) {
           rounds.request_trial(tx, access, id);
       });
    on("trinh-ket-qua", "Đã trình kết quả.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader&) {
           rounds.submit(tx, access, id);
       });
    on("cong-bo", "Đã đặt giờ công bố.",
       [&rounds](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader& form) {
           const auto moment = form.moment("publish_at", "Công bố lúc");
           form.require_ok();
           rounds.schedule(tx, access, id, *moment);
       });
    const auto with_reason = [](http::FormReader& form) {
        const auto reason = form.text("reason", "Lý do", 2000);
        const auto document = form.text("document", "Số văn bản", 100);
        form.require_ok();
        return std::pair(reason, document);
    };
    on("dinh-chinh", "Đã bắt đầu đính chính.",
       [&rounds, with_reason](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader& form) {
           const auto [reason, document] = with_reason(form);
           rounds.start_correction(tx, access, id, reason, document);
       });
    on("mo-lai-danh-sach", "Đã mở lại bước lập danh sách.",
       [&rounds, with_reason](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader& form) {
           const auto [reason, document] = with_reason(form);
           rounds.reopen(tx, access, id, State::listing, reason, document);
       });
    on("mo-lai-thu-thap", "Đã mở lại thu thập.",
       [&rounds, with_reason](db::Transaction& tx, const identity::Access& access, RoundId id, http::FormReader& form) {
           const auto [reason, document] = with_reason(form);
           rounds.reopen(tx, access, id, State::field, reason, document);
       });
}

http::Response Routes::codes(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto id = request.id<RoundId>("round");
    std::string address;
    const auto issued = parts_.ground.database.write([&](db::Transaction& tx) {
        auto codes = rounds_.issue_codes(tx, access, id);
        for (const auto& collection : parts_.collect.collections(tx, id)) {
            if (collection.evidence == collect::Evidence::probability) address = "/khao-sat/" + collection.code;
        }
        return codes;
    });
    if (issued.empty()) throw Error(ErrorKind::conflict, "Mọi thôn đã có đủ mã; không in thêm được");
    std::string csv = "\xEF\xBB\xBF";
    append_csv_row(csv, {"noi", "ma", "dia_chi"});
    for (const auto& code : issued) {
        append_csv_row(
            csv, {code.point.label, code.code, parts_.ground.settings.public_address + address + "?ma=" + code.code}
        );
    }
    return http::csv(std::move(csv), "ma-tra-loi.csv").header("Cache-Control", "no-store");
}

}  // namespace longdan::rounds
