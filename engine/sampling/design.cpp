#include "engine/sampling/design.h"

#include "platform/base/digest.h"
#include "platform/base/error.h"

#include <algorithm>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace longdan::sampling {
namespace {

namespace json = boost::json;

constexpr double most = 1e15;  // of numbers without a bound of their own

/// An object of the design with its place, for error texts.
class Place {
  public:
    Place(const json::value& value, std::string where) : where_(std::move(where)) {
        if (!value.is_object()) refuse("phải là một đối tượng JSON");
        object_ = &value.get_object();
    }

    [[noreturn]] void refuse(std::string_view message) const {
        throw Error(ErrorKind::invalid, fmt::format("{}: {}", where_, message));
    }

    void only(const std::set<std::string_view>& known) const {
        for (const auto& entry : *object_) {
            if (!known.contains(std::string_view(entry.key())))
                refuse(fmt::format("không có khóa «{}»", std::string_view(entry.key())));
        }
    }

    const json::value* find(std::string_view key) const { return object_->if_contains(key); }

    std::string text(std::string_view key, std::string fallback = "") const {
        const json::value* value = find(key);
        if (value == nullptr) return fallback;
        if (!value->is_string()) refuse(fmt::format("«{}» phải là văn bản", key));
        return std::string(value->get_string());
    }

    std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> out;
        const json::value* value = find(key);
        if (value == nullptr) return out;
        if (!value->is_array()) refuse(fmt::format("«{}» phải là danh sách văn bản", key));
        for (const json::value& item : value->get_array()) {
            if (!item.is_string()) refuse(fmt::format("«{}» phải là danh sách văn bản", key));
            out.emplace_back(item.get_string());
        }
        return out;
    }

    std::optional<std::int64_t> whole(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr) return std::nullopt;
        return whole_of(*value, key);
    }

    std::int64_t whole_of(const json::value& value, std::string_view key) const {
        if (!value.is_int64() || value.get_int64() < 0) refuse(fmt::format("«{}» phải là số nguyên từ 0 trở lên", key));
        return value.get_int64();
    }

    double number(std::string_view key, double fallback) const {
        const json::value* value = find(key);
        if (value == nullptr) return fallback;
        if (!value->is_number()) refuse(fmt::format("«{}» phải là số", key));
        return value->to_number<double>();
    }

    /// A number over `low` and up to `high`.
    double number_in(std::string_view key, double fallback, double low, double high) const {
        const double value = number(key, fallback);
        if (!(value > low && value <= high)) {
            refuse(fmt::format(
                "«{}» phải lớn hơn {}{}", key, low, high < most ? fmt::format(" và không quá {}", high) : ""
            ));
        }
        return value;
    }

    std::uint64_t seed(std::string_view key) const {
        const json::value* value = find(key);
        if (value == nullptr) refuse(fmt::format("thiếu «{}»", key));
        if (value->is_uint64()) return value->get_uint64();
        return static_cast<std::uint64_t>(whole_of(*value, key));
    }

    const std::string& where() const { return where_; }

  private:
    const json::object* object_ = nullptr;
    std::string where_;
};

Allocation allocation_of(const Place& place, const std::string& name) {
    if (name == "proportional") return Allocation::proportional;
    if (name == "equal") return Allocation::equal;
    if (name == "neyman") return Allocation::neyman;
    if (name == "optimum") return Allocation::optimum;
    if (name == "power") return Allocation::power;
    place.refuse(fmt::format("«allocate» là «{}»; chỉ nhận: proportional, equal, neyman, optimum, power", name));
}

Precision read_precision(const Place& place) {
    place.only({"margin", "level", "proportion", "deff", "response", "each"});
    Precision precision;
    if (place.find("margin") == nullptr) place.refuse("thiếu «margin», nửa độ rộng của khoảng tin cậy");
    precision.margin = place.number_in("margin", 0, 0, most);
    precision.level = place.number_in("level", 0.95, 0, 0.999999);
    precision.proportion = place.number_in("proportion", 0.5, 0, 0.999999);
    precision.design_effect = place.number_in("deff", 1, 0, most);
    precision.response = place.number_in("response", 1, 0, 1);
    const std::string each = place.text("each", "whole");
    if (each != "whole" && each != "stratum") place.refuse("«each» phải là whole hoặc stratum");
    precision.each_stratum = each == "stratum";
    return precision;
}

void read_per_stratum(const Place& place, Size& size) {
    size.otherwise = place.whole("otherwise");
    const json::value* table = place.find("per_stratum");
    if (table == nullptr) return;
    if (!table->is_object()) place.refuse("«per_stratum» phải là đối tượng: tầng -> số");
    for (const auto& entry : table->get_object()) {
        size.per_stratum[std::string(entry.key())] = place.whole_of(entry.value(), "per_stratum");
    }
}

Size read_size(const Place& place) {
    place.only({"n", "precision", "budget", "allocate", "sd", "cost", "power", "min", "per_stratum", "otherwise"});
    Size size;
    size.n = place.whole("n");
    if (const json::value* precision = place.find("precision")) {
        size.precision = read_precision(Place(*precision, place.where() + ", precision"));
    }
    if (place.find("budget") != nullptr) size.budget = place.number_in("budget", 0, 0, most);
    size.allocation = allocation_of(place, place.text("allocate", "proportional"));
    size.deviation_column = place.text("sd");
    size.cost_column = place.text("cost");
    size.power = place.number("power", 0.5);
    if (size.power < 0 || size.power > 10) place.refuse("«power» phải từ 0 đến 10");
    size.minimum = place.whole("min").value_or(0);
    read_per_stratum(place, size);
    const int ways = (size.n ? 1 : 0) + (size.precision ? 1 : 0) + (size.budget ? 1 : 0) +
                     (!size.per_stratum.empty() || size.otherwise ? 1 : 0);
    if (ways != 1) place.refuse("hãy cho một trong: «n», «precision», «budget», «per_stratum»");
    const bool deviation = size.allocation == Allocation::neyman || size.allocation == Allocation::optimum;
    if (deviation && size.deviation_column.empty()) place.refuse("cách phân bổ này cần «sd», cột độ lệch chuẩn");
    if (size.allocation == Allocation::optimum && size.cost_column.empty()) {
        place.refuse("phân bổ optimum cần «cost», cột chi phí");
    }
    if (size.budget && size.cost_column.empty()) place.refuse("«budget» cần «cost», cột chi phí");
    return size;
}

Permanent read_permanent(const Place& place) {
    place.only({"seed", "start", "groups", "round"});
    Permanent permanent;
    permanent.seed = place.seed("seed");
    permanent.start = place.number("start", 0);
    if (!(permanent.start >= 0 && permanent.start < 1)) place.refuse("«start» phải từ 0 đến dưới 1");
    permanent.groups = place.whole("groups").value_or(0);
    permanent.round = place.whole("round").value_or(0);
    if (permanent.round > 0 && permanent.groups == 0) place.refuse("«round» cần «groups», số nhóm luân phiên");
    if (permanent.round > 1'000'000) place.refuse("«round» không quá 1000000");
    return permanent;
}

void read_coordination(const Place& place, Stage& stage) {
    const json::value* permanent = place.find("permanent");
    if (permanent == nullptr) return;
    stage.permanent = read_permanent(Place(*permanent, place.where() + ", permanent"));
    if (stage.select != Method::srs && stage.select != Method::pareto) {
        place.refuse("«permanent» chỉ đi với «select»: srs hoặc pareto");
    }
    if (stage.select == Method::pareto && stage.permanent->groups > 0) {
        place.refuse("«groups» chỉ đi với «select»: srs");
    }
}

Stage read_stage(const Place& place, bool first, const std::string& id) {
    place.only(
        {"unit", "frame", "id", "parent", "strata", "measure", "certainty", "size", "select", "order_by", "balance",
         "reserve", "permanent", "note"}
    );
    Stage stage;
    stage.unit = place.text("unit");
    stage.frame = place.text("frame");
    stage.parent = place.text("parent");
    // The design's id names the rows of the first frame; where that column holds the parent, a later frame's own ids
    // stand in the column of the unit's name.
    stage.id = place.text("id", !first && stage.parent == id ? stage.unit : id);
    if (stage.id.empty()) place.refuse("thiếu «id», cột mã của dàn mẫu");
    stage.strata = place.texts("strata");
    stage.measure = place.text("measure");
    stage.certainty = place.texts("certainty");
    stage.order_by = place.texts("order_by");
    stage.balance = place.texts("balance");
    stage.reserve = place.whole("reserve").value_or(0);
    const std::string select = place.text("select", "srs");
    const auto method = method_of(select);
    if (!method) {
        place.refuse(
            fmt::format("«select» là «{}»; chỉ nhận: srs, systematic, pps_systematic, sampford, pareto, cube", select)
        );
    }
    stage.select = *method;
    const bool sized = *method == Method::pps_systematic || *method == Method::sampford || *method == Method::pareto;
    if (sized && stage.measure.empty()) place.refuse(fmt::format("«{}» cần «measure», cột cỡ của đơn vị", select));
    if (*method != Method::cube && !stage.balance.empty()) place.refuse("«balance» chỉ đi với «select»: «cube»");
    read_coordination(place, stage);
    const json::value* size = place.find("size");
    if (size == nullptr) place.refuse("thiếu «size»");
    stage.size = read_size(Place(*size, place.where() + ", size"));
    if (!first && stage.parent.empty()) place.refuse("thiếu «parent»: cột ghi đơn vị của giai đoạn trước");
    if (first && !stage.parent.empty()) place.refuse("giai đoạn đầu không có «parent»");
    if (!first && stage.frame.empty()) place.refuse("thiếu «frame»: tệp dàn mẫu của giai đoạn này");
    return stage;
}

json::value parse_json(std::string_view text, const std::string& name) {
    json::stream_parser parser;
    boost::system::error_code failed;
    std::size_t read = parser.write_some(text.data(), text.size(), failed);
    if (!failed && read < text.size()) failed = json::error::extra_data;
    if (!failed && !parser.done()) failed = json::error::incomplete;
    if (!failed) return parser.release();
    read = std::min(read, text.size());
    const std::string_view before = text.substr(0, read);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto column = read - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1) + 1;
    throw Error(
        ErrorKind::invalid,
        fmt::format("{}: dòng {}, cột {}: không phải JSON: {}", name, line, column, failed.message())
    );
}

}  // namespace

FrameColumns columns_of(const Stage& stage) { return {stage.id, stage.parent, stage.measure}; }

Design parse_design(std::string_view text, const std::string& name) {
    const json::value parsed = parse_json(text, name);
    const Place place(parsed, name);
    place.only({"id", "stages", "title", "source", "note"});
    Design design;
    design.sha256 = longdan::sha256(text);
    design.id = place.text("id", "id");
    const json::value* stages = place.find("stages");
    if (stages == nullptr || !stages->is_array() || stages->get_array().empty()) {
        place.refuse("«stages» phải là danh sách có ít nhất một giai đoạn");
    }
    for (const json::value& value : stages->get_array()) {
        const std::size_t number = design.stages.size() + 1;
        design.stages.push_back(
            read_stage(Place(value, fmt::format("{}: giai đoạn {}", name, number)), number == 1, design.id)
        );
    }
    return design;
}

}  // namespace longdan::sampling
