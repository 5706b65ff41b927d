#include "engine/sampling/design.h"

#include "platform/base/error.h"

#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace longdan::sampling {
namespace {

namespace json = boost::json;

/// An object of the design with its place, for error texts.
class Place {
  public:
    Place(const json::value& value, std::string where) : where_(std::move(where)) {
        if (!value.is_object()) refuse("an object is wanted");
        object_ = &value.get_object();
    }

    [[noreturn]] void refuse(std::string_view message) const {
        throw Error(ErrorKind::invalid, fmt::format("{}: {}", where_, message));
    }

    void only(const std::set<std::string_view>& known) const {
        for (const auto& entry : *object_) {
            if (!known.contains(std::string_view(entry.key())))
                refuse(fmt::format("unknown key '{}'", std::string_view(entry.key())));
        }
    }

    const json::value* find(std::string_view key) const { return object_->if_contains(key); }

    std::string text(std::string_view key, std::string fallback = "") const {
        const json::value* value = find(key);
        if (value == nullptr) return fallback;
        if (!value->is_string()) refuse(fmt::format("'{}' must be a text", key));
        return std::string(value->get_string());
    }

    std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> out;
        const json::value* value = find(key);
        if (value == nullptr) return out;
        if (!value->is_array()) refuse(fmt::format("'{}' must be a list of texts", key));
        for (const json::value& item : value->get_array()) {
            if (!item.is_string()) refuse(fmt::format("'{}' must be a list of texts", key));
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
        if (!value.is_int64() || value.get_int64() < 0)
            refuse(fmt::format("'{}' must be a whole number of at least 0", key));
        return value.get_int64();
    }

    double number(std::string_view key, double fallback) const {
        const json::value* value = find(key);
        if (value == nullptr) return fallback;
        if (!value->is_number()) refuse(fmt::format("'{}' must be a number", key));
        return value->to_number<double>();
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
    place.refuse(fmt::format("'allocate' is '{}'; known: proportional, equal, neyman, optimum, power", name));
}

Size read_size(const Place& place) {
    place.only({"n", "allocate", "sd", "cost", "power", "min", "per_stratum", "otherwise"});
    Size size;
    size.n = place.whole("n");
    size.allocation = allocation_of(place, place.text("allocate", "proportional"));
    size.deviation_column = place.text("sd");
    size.cost_column = place.text("cost");
    size.power = place.number("power", 0.5);
    size.minimum = place.whole("min").value_or(0);
    size.otherwise = place.whole("otherwise");
    if (const json::value* table = place.find("per_stratum")) {
        if (!table->is_object()) place.refuse("'per_stratum' must be an object: stratum -> number");
        for (const auto& entry : table->get_object()) {
            size.per_stratum[std::string(entry.key())] = place.whole_of(entry.value(), "per_stratum");
        }
    }
    const bool table = !size.per_stratum.empty() || size.otherwise;
    if (size.n.has_value() == table) place.refuse("give either 'n' or 'per_stratum'");
    const bool deviation = size.allocation == Allocation::neyman || size.allocation == Allocation::optimum;
    if (deviation && size.deviation_column.empty())
        place.refuse("this allocation needs 'sd', the column of deviations");
    if (size.allocation == Allocation::optimum && size.cost_column.empty()) {
        place.refuse("allocation 'optimum' needs 'cost', the column of costs");
    }
    return size;
}

Stage read_stage(const Place& place, bool first, const std::string& id) {
    place.only(
        {"unit", "frame", "id", "parent", "strata", "measure", "certainty", "size", "select", "order_by", "balance",
         "reserve", "note"}
    );
    Stage stage;
    stage.unit = place.text("unit");
    stage.frame = place.text("frame");
    stage.id = place.text("id", id);
    stage.parent = place.text("parent");
    stage.strata = place.texts("strata");
    stage.measure = place.text("measure");
    stage.certainty = place.texts("certainty");
    stage.order_by = place.texts("order_by");
    stage.balance = place.texts("balance");
    stage.reserve = place.whole("reserve").value_or(0);
    const std::string select = place.text("select", "srs");
    const auto method = method_of(select);
    if (!method) {
        place.refuse(fmt::format("'select' is '{}'; known: srs, systematic, pps_systematic, sampford, cube", select));
    }
    stage.select = *method;
    const bool sized = *method == Method::pps_systematic || *method == Method::sampford;
    if (sized && stage.measure.empty()) place.refuse(fmt::format("'{}' needs 'measure', the column of sizes", select));
    if (*method != Method::cube && !stage.balance.empty()) place.refuse("'balance' goes with 'select': 'cube'");
    const json::value* size = place.find("size");
    if (size == nullptr) place.refuse("'size' is missing");
    stage.size = read_size(Place(*size, place.where() + ", size"));
    if (!first && stage.parent.empty())
        place.refuse("'parent' is missing: the column that names the unit of the stage before");
    if (first && !stage.parent.empty()) place.refuse("the first stage has no 'parent'");
    if (!first && stage.frame.empty()) place.refuse("'frame' is missing: the file of this stage's units");
    return stage;
}

}  // namespace

Design parse_design(std::string_view text, const std::string& name) {
    boost::system::error_code failed;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()), failed);
    if (failed) throw Error(ErrorKind::invalid, fmt::format("{}: not JSON: {}", name, failed.message()));
    const Place place(parsed, name);
    place.only({"id", "stages", "title", "source", "note"});
    Design design;
    design.id = place.text("id", "id");
    const json::value* stages = place.find("stages");
    if (stages == nullptr || !stages->is_array() || stages->get_array().empty()) {
        place.refuse("'stages' must be a list with at least one stage");
    }
    for (const json::value& value : stages->get_array()) {
        const std::size_t number = design.stages.size() + 1;
        design.stages.push_back(
            read_stage(Place(value, fmt::format("{}: stage {}", name, number)), number == 1, design.id)
        );
    }
    return design;
}

}  // namespace longdan::sampling
