#include "features/rounds/rounds.h"
#include "platform/base/error.h"

#include <array>
#include <utility>

namespace longdan::rounds {

namespace {

struct Names {
    State state;
    std::string_view code;
    std::string_view vietnamese;
};

constexpr std::array<Names, 12> names = {{
    {State::draft, "draft", "Dự thảo"},
    {State::plan_approved, "plan_approved", "Đã duyệt kế hoạch"},
    {State::listing, "listing", "Đang lập danh sách"},
    {State::frame_frozen, "frame_frozen", "Đã chốt dàn mẫu"},
    {State::drawn, "drawn", "Đã chọn mẫu"},
    {State::field, "field", "Đang thu thập"},
    {State::data_frozen, "data_frozen", "Đã chốt số liệu"},
    {State::trial, "trial", "Đã tính thử"},
    {State::submitted, "submitted", "Đang trình duyệt"},
    {State::approved, "approved", "Đã duyệt, chưa công bố"},
    {State::published, "published", "Đã công bố"},
    {State::corrected, "corrected", "Đã công bố bản đính chính"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> reasons = {{
    {"disaster", "Thiên tai"},
    {"refused", "Từ chối trả lời"},
    {"absent", "Vắng dài ngày"},
    {"moved", "Đã chuyển đi"},
    {"died", "Đã mất"},
    {"not_eligible", "Không thuộc đối tượng"},
    {"not_found", "Không tìm thấy địa chỉ"},
    {"other", "Lý do khác"},
}};

}  // namespace

std::string_view name(State state) { return names[static_cast<std::size_t>(state)].code; }

std::string_view vietnamese_name(State state) { return names[static_cast<std::size_t>(state)].vietnamese; }

State state_of(std::string_view name) {
    for (const auto& entry : names) {
        if (entry.code == name) return entry.state;
    }
    throw Error(ErrorKind::invalid, "Không có trạng thái " + std::string(name));
}

const std::vector<State>& all_states() {
    static const std::vector<State> states = [] {
        std::vector<State> result;
        for (const auto& entry : names) result.push_back(entry.state);
        return result;
    }();
    return states;
}

std::string_view vietnamese_reason(std::string_view code) {
    for (const auto& [known, text] : reasons) {
        if (known == code) return text;
    }
    return "";
}

const std::vector<std::string_view>& reason_codes() {
    static const std::vector<std::string_view> codes = [] {
        std::vector<std::string_view> result;
        for (const auto& reason : reasons) result.push_back(reason.first);
        return result;
    }();
    return codes;
}

}  // namespace longdan::rounds
