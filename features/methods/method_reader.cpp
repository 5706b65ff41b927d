#include "features/methods/methods.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <set>

#include <boost/json.hpp>

namespace longdan::methods {

namespace json = boost::json;

namespace {

std::string element(const std::string& place, std::size_t index) { return place + "[" + std::to_string(index) + "]"; }

/// Reads the data file of a method and collects what is wrong in it.
class MethodReader {
  public:
    Method read(std::string_view text, std::string_view file_name) {
        if (text.size() > (4u << 20)) throw Error(ErrorKind::too_large, std::string(file_name) + ": lớn hơn 4 MB");
        json::error_code error;
        const json::value root = json::parse(json::string_view(text.data(), text.size()), error);
        if (error || !root.is_object()) {
            throw Error(
                ErrorKind::invalid, std::string(file_name) + ": không phải JSON đúng chuẩn: " + error.message()
            );
        }
        read_root(root.get_object());
        check_references();
        if (!problems_.empty()) {
            std::string message = std::string(file_name) + " có " + std::to_string(problems_.size()) + " lỗi";
            for (const FieldError& found : problems_) message += "\n" + found.field + ": " + found.message;
            throw Error(ErrorKind::invalid, message, problems_);
        }
        method_.sha256 = sha256(text);
        method_.json = text;
        return std::move(method_);
    }

  private:
    void problem(const std::string& place, std::string message) { problems_.push_back({place, std::move(message)}); }

    void allow_keys(const json::object& object, const std::string& place, std::set<std::string_view> keys) {
        for (const auto& member : object) {
            const std::string_view key(member.key().data(), member.key().size());
            if (!keys.contains(key)) problem(place, "không có mục '" + std::string(key) + "'");
        }
    }

    std::string string_at(const json::object& object, const char* key, const std::string& place, bool required) {
        const json::value* found = object.if_contains(key);
        if (found && found->is_string()) return std::string(found->get_string());
        if (found) problem(place + "." + key, "phải là chữ");
        if (!found && required) problem(place, std::string("thiếu '") + key + "'");
        return {};
    }

    std::int64_t integer_at(
        const json::object& object, const char* key, const std::string& place, std::int64_t low, std::int64_t high,
        bool required = true
    ) {
        const json::value* found = object.if_contains(key);
        if (!found) {
            if (required) problem(place, std::string("thiếu '") + key + "'");
            return 0;
        }
        if (found->is_int64() && found->get_int64() >= low && found->get_int64() <= high) return found->get_int64();
        problem(place + "." + key, "phải là số nguyên từ " + std::to_string(low) + " đến " + std::to_string(high));
        return 0;
    }

    Text text_at(const json::object& object, const char* key, const std::string& place) {
        const json::value* found = object.if_contains(key);
        if (!found || !found->is_object()) {
            problem(place, std::string("thiếu '") + key + "' với 'vi' và 'en'");
            return {};
        }
        const std::string where = place + "." + key;
        return {string_at(found->get_object(), "vi", where, true), string_at(found->get_object(), "en", where, true)};
    }

    Provenance provenance_of(const json::object& object, const std::string& place) {
        Provenance provenance;
        const std::string standing = string_at(object, "standing", place, true);
        bool known = false;
        for (const Standing other :
             {Standing::confirmed, Standing::derived, Standing::background, Standing::working, Standing::unknown}) {
            if (name(other) == standing) {
                provenance.standing = other;
                known = true;
            }
        }
        if (!known) problem(place + ".standing", "không có mức xác nhận '" + standing + "'");
        provenance.source = string_at(object, "source", place, false);
        provenance.remark = string_at(object, "remark", place, false);
        if (provenance.standing == Standing::confirmed && provenance.source.empty()) {
            problem(place, "nói là 'confirmed' nhưng không có 'source'");
        }
        return provenance;
    }

    /// Calls `read` for each object of a list.
    template <class Read>
    void each_at(const json::object& object, const char* key, const std::string& place, bool required, Read read) {
        const std::string where = place.empty() ? key : place + "." + key;
        const json::value* found = object.if_contains(key);
        if (!found) {
            if (required) problem(where, "thiếu danh sách");
            return;
        }
        if (!found->is_array()) return problem(where, "phải là danh sách");
        for (std::size_t i = 0; i < found->get_array().size(); ++i) {
            const json::value& value = found->get_array()[i];
            if (value.is_object()) {
                read(value.get_object(), element(where, i));
            } else {
                problem(element(where, i), "phải là đối tượng");
            }
        }
    }

    std::vector<std::string> strings_at(const json::object& object, const char* key, const std::string& place) {
        std::vector<std::string> strings;
        const json::value* found = object.if_contains(key);
        if (!found) return strings;
        if (!found->is_array()) {
            problem(place + "." + key, "phải là danh sách");
            return strings;
        }
        for (const json::value& value : found->get_array()) {
            if (value.is_string()) {
                strings.emplace_back(value.get_string());
            } else {
                problem(place + "." + key, "phải là danh sách chữ");
            }
        }
        return strings;
    }

    std::vector<std::int64_t> integers_at(const json::object& object, const char* key, const std::string& place) {
        std::vector<std::int64_t> integers;
        const json::value* found = object.if_contains(key);
        if (!found) return integers;
        if (!found->is_array()) {
            problem(place + "." + key, "phải là danh sách số");
            return integers;
        }
        for (const json::value& value : found->get_array()) {
            if (value.is_int64() && value.get_int64() >= 0 && value.get_int64() <= 1'000'000'000) {
                integers.push_back(value.get_int64());
            } else {
                problem(place + "." + key, "phải là số nguyên không âm");
            }
        }
        return integers;
    }

    void read_root(const json::object& root) {
        allow_keys(
            root, "(gốc)",
            {"method", "code", "version", "title", "document", "years", "minimum_n", "remark", "sources", "scales",
             "groups", "items", "tree", "checks"}
        );
        if (integer_at(root, "method", "(gốc)", 1, 1) != 1) problem("method", "phải là 1, dạng duy nhất được biết");
        method_.code = string_at(root, "code", "(gốc)", true);
        method_.version = string_at(root, "version", "(gốc)", true);
        method_.title = text_at(root, "title", "(gốc)");
        method_.document = string_at(root, "document", "(gốc)", false);
        method_.remark = string_at(root, "remark", "(gốc)", false);
        method_.sources = strings_at(root, "sources", "(gốc)");
        const auto years = integers_at(root, "years", "(gốc)");
        if (years.size() == 2 && years[0] >= 2000 && (years[1] == 0 || years[1] >= years[0])) {
            method_.first_year = static_cast<int>(years[0]);
            method_.last_year = static_cast<int>(years[1]);
        } else {
            problem("years", "phải là [năm đầu, năm cuối], năm cuối 0 khi còn dùng");
        }
        if (const json::value* minimum = root.if_contains("minimum_n"); minimum && minimum->is_object()) {
            method_.minimum_n = static_cast<int>(integer_at(minimum->get_object(), "n", "minimum_n", 0, 1000));
            method_.minimum_n_provenance = provenance_of(minimum->get_object(), "minimum_n");
        } else {
            problem("minimum_n", "thiếu số trả lời tối thiểu để hiện số liệu");
        }
        each_at(root, "scales", "", true, [this](const auto& object, const auto& place) { read_scale(object, place); });
        each_at(root, "groups", "", true, [this](const auto& object, const auto& place) { read_group(object, place); });
        each_at(root, "items", "", true, [this](const auto& object, const auto& place) { read_item(object, place); });
        if (const json::value* tree = root.if_contains("tree"); tree && tree->is_object()) {
            method_.tree = read_node(tree->get_object(), "tree", 0);
        } else {
            problem("tree", "thiếu cây tổng hợp");
        }
        each_at(root, "checks", "", false, [this](const auto& object, const auto& place) {
            read_check(object, place);
        });
    }

    void read_scale(const json::object& object, const std::string& place) {
        allow_keys(object, place, {"code", "label", "levels", "standing", "source", "remark"});
        Scale scale;
        scale.code = string_at(object, "code", place, true);
        scale.label = text_at(object, "label", place);
        scale.provenance = provenance_of(object, place);
        each_at(object, "levels", place, true, [&](const json::object& level, const std::string& where) {
            allow_keys(level, where, {"code", "label", "satisfied"});
            ScaleLevel read;
            read.code = static_cast<std::int16_t>(integer_at(level, "code", where, 0, 1000));
            read.label = text_at(level, "label", where);
            const json::value* satisfied = level.if_contains("satisfied");
            if (satisfied && satisfied->is_bool()) {
                read.satisfied = satisfied->get_bool();
            } else {
                problem(where, "thiếu 'satisfied' (true hoặc false)");
            }
            for (const ScaleLevel& other : scale.levels) {
                if (other.code == read.code) problem(where + ".code", "trùng mã " + std::to_string(read.code));
            }
            scale.levels.push_back(std::move(read));
        });
        if (method_.scale(scale.code)) problem(place + ".code", "trùng thang '" + scale.code + "'");
        method_.scales.push_back(std::move(scale));
    }

    void read_group(const json::object& object, const std::string& place) {
        allow_keys(object, place, {"code", "parent", "kind", "label", "items_stated", "standing", "source", "remark"});
        Group group;
        group.code = string_at(object, "code", place, true);
        group.parent = string_at(object, "parent", place, false);
        group.kind = string_at(object, "kind", place, true);
        group.label = text_at(object, "label", place);
        group.items_stated = static_cast<int>(integer_at(object, "items_stated", place, 0, 1000, false));
        group.provenance = provenance_of(object, place);
        if (method_.group(group.code)) problem(place + ".code", "trùng nhóm '" + group.code + "'");
        if (!group.parent.empty() && !method_.group(group.parent)) {
            problem(place + ".parent", "nhóm cha '" + group.parent + "' phải đứng trước");
        }
        method_.groups.push_back(std::move(group));
    }

    void read_item(const json::object& object, const std::string& place) {
        allow_keys(
            object, place, {"code", "group", "label", "scale", "multiple", "base", "standing", "source", "remark"}
        );
        Item item;
        item.code = string_at(object, "code", place, true);
        item.group = string_at(object, "group", place, true);
        item.label = text_at(object, "label", place);
        item.scale = string_at(object, "scale", place, false);
        if (const json::value* multiple = object.if_contains("multiple")) item.multiple = *multiple == true;
        item.provenance = provenance_of(object, place);
        const std::string base = string_at(object, "base", place, true);
        bool known = false;
        for (const Base other : {Base::valid, Base::asked, Base::respondents}) {
            if (name(other) == base) {
                item.base = other;
                known = true;
            }
        }
        if (!known) problem(place + ".base", "không có cơ số '" + base + "'");
        if (method_.item(item.code)) problem(place + ".code", "trùng nội dung '" + item.code + "'");
        if (!method_.group(item.group)) problem(place + ".group", "không có nhóm '" + item.group + "'");
        if (!item.multiple && !method_.scale(item.scale))
            problem(place + ".scale", "không có thang '" + item.scale + "'");
        method_.items.push_back(std::move(item));
    }

    AggregationNode read_node(const json::object& object, const std::string& place, int depth) {
        allow_keys(
            object, place, {"code", "label", "rule", "children", "items", "weights", "standing", "source", "remark"}
        );
        AggregationNode node;
        if (depth > 12) {
            problem(place, "cây quá sâu");
            return node;
        }
        node.code = string_at(object, "code", place, true);
        node.label = text_at(object, "label", place);
        node.provenance = provenance_of(object, place);
        const std::string rule = string_at(object, "rule", place, true);
        bool known = false;
        for (const Rule other : {Rule::pooled, Rule::mean, Rule::weights}) {
            if (name(other) == rule) {
                node.rule = other;
                known = true;
            }
        }
        if (!known) problem(place + ".rule", "không có quy tắc '" + rule + "'");
        each_at(object, "children", place, false, [&](const json::object& child, const std::string& where) {
            node.children.push_back(read_node(child, where, depth + 1));
        });
        node.items = strings_at(object, "items", place);
        node.weights = integers_at(object, "weights", place);
        const std::size_t below = node.children.size() + node.items.size();
        if (below == 0) problem(place, "nút không có gì bên dưới");
        if (node.rule == Rule::weights && node.weights.size() != below) {
            problem(place + ".weights", "phải có " + std::to_string(below) + " trọng số");
        }
        if (node.rule != Rule::weights && !node.weights.empty()) problem(place + ".weights", "chỉ dùng với 'weights'");
        if (!nodes_.insert(node.code).second) problem(place + ".code", "trùng nút '" + node.code + "'");
        for (const std::string& item : node.items) {
            if (!in_tree_.insert(item).second) problem(place + ".items", "nội dung '" + item + "' ở hai nơi trong cây");
        }
        return node;
    }

    void read_check(const json::object& object, const std::string& place) {
        allow_keys(object, place, {"year", "nodes", "parts", "total", "source"});
        PublishedCheck check;
        check.year = static_cast<int>(integer_at(object, "year", place, 2000, 2200));
        check.nodes = strings_at(object, "nodes", place);
        check.parts = integers_at(object, "parts", place);
        check.total = integer_at(object, "total", place, 0, 10000);
        check.source = string_at(object, "source", place, true);
        if (check.nodes.size() != check.parts.size()) problem(place, "'nodes' và 'parts' phải dài bằng nhau");
        for (const std::string& node : check.nodes) {
            if (!nodes_.contains(node)) problem(place + ".nodes", "không có nút '" + node + "' trong cây");
        }
        method_.checks.push_back(std::move(check));
    }

    void check_references() {
        for (const std::string& code : in_tree_) {
            const Item* item = method_.item(code);
            if (!item) {
                problem("tree", "nội dung '" + code + "' không có trong 'items'");
            } else if (item->multiple) {
                problem("tree", "nội dung nhiều lựa chọn '" + code + "' không vào chỉ số được");
            }
        }
    }

    Method method_;
    std::set<std::string> nodes_;
    std::set<std::string> in_tree_;
    std::vector<FieldError> problems_;
};

}  // namespace

Method parse_method(std::string_view json, std::string_view file_name) { return MethodReader().read(json, file_name); }

std::string_view name(Standing standing) {
    switch (standing) {
        case Standing::confirmed:
            return "confirmed";
        case Standing::derived:
            return "derived";
        case Standing::background:
            return "background";
        case Standing::working:
            return "working";
        case Standing::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view label_vi(Standing standing) {
    switch (standing) {
        case Standing::confirmed:
            return "có nguồn xác nhận";
        case Standing::derived:
            return "suy ra từ số liệu công bố";
        case Standing::background:
            return "chưa xác nhận (hiểu biết chung)";
        case Standing::working:
            return "chưa xác nhận (cách diễn đạt tạm)";
        case Standing::unknown:
            return "chưa rõ";
    }
    return "chưa rõ";
}

std::string_view name(Base base) {
    switch (base) {
        case Base::valid:
            return "valid";
        case Base::asked:
            return "asked";
        case Base::respondents:
            return "respondents";
    }
    return "valid";
}

std::string_view name(Rule rule) {
    switch (rule) {
        case Rule::pooled:
            return "pooled";
        case Rule::mean:
            return "mean";
        case Rule::weights:
            return "weights";
    }
    return "pooled";
}

namespace {
template <class T>
const T* with_code(const std::vector<T>& all, std::string_view code) {
    for (const T& one : all) {
        if (one.code == code) return &one;
    }
    return nullptr;
}
}  // namespace

const Item* Method::item(std::string_view wanted) const { return with_code(items, wanted); }
const Scale* Method::scale(std::string_view wanted) const { return with_code(scales, wanted); }
const Group* Method::group(std::string_view wanted) const { return with_code(groups, wanted); }

}  // namespace longdan::methods
