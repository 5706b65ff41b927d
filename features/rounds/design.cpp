#include "features/rounds/design.h"

#include "platform/base/error.h"

#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace longdan::rounds {

namespace json = boost::json;

namespace {

/// Reads the keys of one object and refuses those nobody asked for.
class Reader {
  public:
    Reader(const json::value& value, std::string where) : where_(std::move(where)) {
        if (!value.is_object()) fail("phải là một đối tượng JSON");
        object_ = &value.as_object();
    }

    const json::value* find(std::string_view key) {
        known_.push_back(std::string(key));
        const auto* value = object_->if_contains(key);
        return value == nullptr || value->is_null() ? nullptr : value;
    }
    const json::value& need(std::string_view key) {
        const auto* value = find(key);
        if (value == nullptr) fail(fmt::format("thiếu \"{}\"", key));
        return *value;
    }
    std::string text(std::string_view key) { return as_text(need(key), key); }
    std::string text_or(std::string_view key, std::string_view otherwise) {
        const auto* value = find(key);
        return value == nullptr ? std::string(otherwise) : as_text(*value, key);
    }
    std::int64_t whole_or(std::string_view key, std::int64_t otherwise, std::int64_t low, std::int64_t high) {
        const auto* value = find(key);
        return value == nullptr ? otherwise : as_whole(*value, key, low, high);
    }
    std::int64_t whole(std::string_view key, std::int64_t low, std::int64_t high) {
        return as_whole(need(key), key, low, high);
    }
    std::vector<std::string> texts(std::string_view key) {
        std::vector<std::string> result;
        const auto* value = find(key);
        if (value == nullptr) return result;
        if (!value->is_array()) fail(fmt::format("\"{}\" phải là một danh sách", key));
        for (const auto& element : value->as_array()) result.push_back(as_text(element, key));
        return result;
    }
    std::string choice(std::string_view key, std::string value, std::initializer_list<std::string_view> allowed) const {
        if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
            fail(fmt::format("\"{}\" là \"{}\"; chỉ nhận: {}", key, value, fmt::join(allowed, ", ")));
        }
        return value;
    }
    std::int64_t as_whole(const json::value& value, std::string_view key, std::int64_t low, std::int64_t high) const {
        if (!value.is_int64() || value.as_int64() < low || value.as_int64() > high) {
            fail(fmt::format("\"{}\" phải là số nguyên từ {} đến {}", key, low, high));
        }
        return value.as_int64();
    }
    std::string as_text(const json::value& value, std::string_view key) const {
        if (!value.is_string() || value.as_string().empty()) fail(fmt::format("\"{}\" phải là một đoạn chữ", key));
        return std::string(value.as_string());
    }
    void finish() const {
        for (const auto& entry : *object_) {
            if (std::find(known_.begin(), known_.end(), std::string_view(entry.key())) == known_.end()) {
                fail(fmt::format("không biết \"{}\"", std::string_view(entry.key())));
            }
        }
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw Error(ErrorKind::invalid, fmt::format("{}: {}", where_, what));
    }
    const std::string& where() const { return where_; }

  private:
    const json::object* object_ = nullptr;
    std::string where_;
    std::vector<std::string> known_;
};

constexpr std::int64_t most = 1'000'000;

SizeRule read_size(const json::value& value, const std::string& where) {
    Reader reader(value, where);
    SizeRule size;
    size.each = reader.whole("each", 1, most);
    if (const auto* in = reader.find("in")) {
        if (!in->is_object()) reader.fail("\"in\" phải là đối tượng: mã tỉnh và số lượng");
        for (const auto& entry : in->as_object()) {
            size.in[std::string(entry.key())] = reader.as_whole(entry.value(), "in", 1, most);
        }
    }
    if (reader.find("total") != nullptr) size.total = reader.whole("total", 1, 100 * most);
    size.of = reader.text_or("of", "");
    size.allocate = reader.choice("allocate", reader.text_or("allocate", "proportional"), {"proportional", "equal"});
    size.minimum = reader.whole_or("minimum", 0, 0, most);
    if (size.total && !size.of.empty()) reader.fail("\"total\" và \"of\" không đi cùng nhau");
    reader.finish();
    return size;
}

std::vector<DesignNote> read_notes(const json::value* value, const std::string& where) {
    std::vector<DesignNote> notes;
    if (value == nullptr) return notes;
    if (!value->is_array()) throw Error(ErrorKind::invalid, where + ": \"notes\" phải là một danh sách");
    for (const auto& element : value->as_array()) {
        Reader reader(element, where + ", ghi chú " + std::to_string(notes.size() + 1));
        DesignNote note;
        note.about = reader.text("about");
        note.mark = reader.choice("mark", reader.text("mark"), {"confirmed", "derived", "background"});
        note.text = reader.text("text");
        note.source = reader.text_or("source", "");
        if (note.mark == "confirmed" && note.source.empty()) reader.fail("điều đã xác nhận phải có \"source\"");
        reader.finish();
        notes.push_back(std::move(note));
    }
    return notes;
}

DesignStage read_stage(const json::value& value, const std::string& where) {
    Reader reader(value, where);
    DesignStage stage;
    stage.name = reader.text("name");
    stage.unit = reader.choice("unit", reader.text("unit"), {"district", "commune", "village", "place"});
    stage.list = stage.listed() ? reader.whole("list", 1, most) : 0;
    for (const auto& stratum : reader.texts("strata")) {
        reader.choice("strata", stratum, {"urban"});
        stage.urban_strata = true;
    }
    stage.size = read_size(reader.need("size"), where + ", size");
    stage.fixed = reader.texts("fixed");
    std::sort(stage.fixed.begin(), stage.fixed.end());
    stage.select = reader.choice("select", reader.text("select"), {"srs", "systematic", "pps_systematic"});
    if (const auto* measure = reader.find("measure")) {
        Reader inner(*measure, where + ", measure");
        inner.choice("of", inner.text("of"), {"population"});
        inner.choice("missing", inner.text("missing"), {"median"});
        inner.finish();
        stage.by_population = true;
    }
    stage.reserve = reader.whole_or("reserve", 0, 0, most);
    stage.notes = read_notes(reader.find("notes"), where);
    reader.finish();
    if ((stage.select == "pps_systematic") != stage.by_population) {
        reader.fail("\"pps_systematic\" và \"measure\" phải đi cùng nhau");
    }
    if (stage.listed() && (stage.urban_strata || stage.by_population || !stage.fixed.empty())) {
        reader.fail("thôn và người trả lời không có \"strata\", \"measure\", \"fixed\"");
    }
    return stage;
}

constexpr std::array<std::string_view, 4> order = {"district", "commune", "village", "place"};

std::size_t position(std::string_view unit) {
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), unit) - order.begin());
}

void check_order(const Design& design, const Reader& reader) {
    if (design.stages.empty()) reader.fail("\"stages\" trống");
    for (std::size_t s = 1; s < design.stages.size(); ++s) {
        if (position(design.stages[s].unit) <= position(design.stages[s - 1].unit)) {
            reader.fail(fmt::format("giai đoạn {} không nằm dưới giai đoạn trước", s + 1));
        }
    }
    if (design.stages.front().listed()) reader.fail("giai đoạn đầu phải là huyện hoặc xã");
    if (design.stages.back().unit != "place") reader.fail("giai đoạn cuối phải là \"place\" (người trả lời)");
    for (std::size_t s = 0; s < design.stages.size(); ++s) {
        const auto& of = design.stages[s].size.of;
        const bool earlier = of.empty() || std::any_of(
                                               design.stages.begin(), design.stages.begin() + static_cast<long>(s),
                                               [&](const DesignStage& stage) { return stage.unit == of; }
                                           );
        if (!earlier) reader.fail(fmt::format("giai đoạn {}: \"of\" phải là một giai đoạn trước đó", s + 1));
    }
}

}  // namespace

Design Design::parse(std::string_view text, std::string_view name) {
    json::error_code error;
    const auto value = json::parse(json::string_view(text.data(), text.size()), error);
    if (error) throw Error(ErrorKind::invalid, fmt::format("{}: không phải JSON ({})", name, error.message()));
    Reader reader(value, std::string(name));
    Design design;
    design.code = reader.text("code");
    design.version = static_cast<int>(reader.whole("version", 1, 10'000));
    design.name = reader.text("name");
    design.summary = reader.text_or("summary", "");
    design.method = reader.text("method");
    const auto day = Day::parse(reader.text("day"));
    if (!day) reader.fail("\"day\" phải là ngày dạng 2026-10-01");
    design.day = *day;
    reader.choice("domain", reader.text("domain"), {"province"});
    if (const auto* confidence = reader.find("confidence")) {
        if (!confidence->is_double() || confidence->as_double() < 0.5 || confidence->as_double() > 0.999) {
            reader.fail("\"confidence\" phải từ 0.5 đến 0.999");
        }
        design.confidence = confidence->as_double();
    }
    design.lonely_psu = reader.choice(
        "lonely_psu", reader.text_or("lonely_psu", "fail"), {"fail", "certainty", "remove", "adjust", "average"}
    );
    design.provinces = reader.texts("provinces");
    design.only = reader.texts("only");
    std::sort(design.provinces.begin(), design.provinces.end());
    std::sort(design.only.begin(), design.only.end());
    const auto& stages = reader.need("stages");
    if (!stages.is_array()) reader.fail("\"stages\" phải là một danh sách");
    for (const auto& stage : stages.as_array()) {
        design.stages.push_back(read_stage(stage, fmt::format("{}, giai đoạn {}", name, design.stages.size() + 1)));
    }
    reader.finish();
    check_order(design, reader);
    return design;
}

const DesignStage* Design::stage(std::string_view unit) const {
    for (const auto& stage : stages) {
        if (stage.unit == unit) return &stage;
    }
    return nullptr;
}

std::string_view level_label(std::string_view unit) {
    if (unit == "province") return "Tỉnh, thành phố";
    if (unit == "district") return "Huyện";
    if (unit == "commune") return "Xã, phường, đặc khu";
    if (unit == "village") return "Thôn, tổ dân phố";
    return "Người trả lời";
}

}  // namespace longdan::rounds
