#include "engine/xforms/codebook.h"
#include "engine/xforms/form_model.h"
#include "engine/xforms/instance.h"
#include "engine/xpath/value.h"
#include "platform/base/document.h"
#include "platform/base/error.h"
#include "platform/base/text.h"
#include "platform/base/time.h"

#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

/// Answers as numbers: rows of 64-bit codes.
namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;

constexpr std::int64_t lowest_code = -(std::int64_t{1} << 53);
constexpr std::string_view magic = "LDP1";

/// Place of a word in a list with blanks between, from 1; 0 when it is not there.
std::int64_t place_in(std::string_view list, std::string_view word) {
    std::int64_t place = 0;
    while (!list.empty()) {
        const std::size_t blank = list.find(' ');
        const std::string_view one = list.substr(0, blank);
        list = blank == std::string_view::npos ? std::string_view() : list.substr(blank + 1);
        if (one.empty()) continue;
        ++place;
        if (one == word) return place;
    }
    return 0;
}

std::int64_t code_of_value(const FormVariable& variable, const std::string& value) {
    const std::int64_t invalid = code_of(MissingCode::invalid);
    switch (variable.kind) {
        case VariableKind::number: {
            const auto number = read_int(value);
            return number ? *number : invalid;
        }
        case VariableKind::decimal: {
            const auto number = read_decimal(value);
            if (!number || std::abs(*number) > 9e9) return invalid;
            return std::llround(*number * 1e6);
        }
        case VariableKind::truth:
            return value == "true" || value == "1" ? 1 : 0;
        case VariableKind::date: {
            const auto day = Day::parse(std::string_view(value).substr(0, 10));
            return day ? day->number : invalid;
        }
        case VariableKind::moment: {
            const double days = xpath::number_of(std::string_view(value), xpath::Zone{7 * 60});
            return std::isfinite(days) ? std::llround(days * 86'400'000.0) : invalid;
        }
        case VariableKind::choice: {
            const auto found = variable.code_of.find(value);
            return found == variable.code_of.end() ? invalid : found->second;
        }
        case VariableKind::chosen:
            return place_in(value, variable.option) > 0 ? 1 : 0;
        case VariableKind::place:
            return place_in(value, variable.option);
    }
    return invalid;
}

void put(std::string& out, std::uint64_t number, int bytes) {
    for (int byte = 0; byte < bytes; ++byte) out += static_cast<char>(number >> (8 * byte));
}

/// Numbers with the lowest byte first; fails when the bytes end too early.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    std::uint64_t take(std::size_t count) {
        if (bytes_.size() < count) {
            throw Error(ErrorKind::invalid, "câu trả lời đã đóng gói bị cắt ngắn (packed answers end too early)");
        }
        std::uint64_t number = 0;
        for (std::size_t byte = 0; byte < count; ++byte) {
            number |= std::uint64_t{static_cast<unsigned char>(bytes_[byte])} << (8 * byte);
        }
        bytes_.remove_prefix(count);
        return number;
    }
    std::size_t left() const { return bytes_.size(); }

  private:
    std::string_view bytes_;
};

void append_row(
    std::string& out, const FormCodebook& codebook, const PackedAnswers& packed,
    const std::vector<std::vector<std::size_t>>& below, std::size_t row
) {
    const PackedRow& one = packed.rows[row];
    const VariableTable& table = codebook.tables[one.table];
    out += '{';
    bool first = true;
    const auto name = [&](const std::string& key) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, key);
        out += ':';
    };
    for (std::size_t index = 0; index < table.variables.size(); ++index) {
        name(table.variables[index].name);
        const std::int64_t code = one.values[index];
        if (const auto missing = missing_of(code)) {
            append_json_string(out, xforms::name(*missing));
        } else if (table.variables[index].kind == VariableKind::decimal) {
            append_json_number(out, static_cast<double>(code) / 1e6);
        } else {
            out += std::to_string(code);
        }
    }
    for (std::uint32_t inner = 1; inner < codebook.tables.size(); ++inner) {
        if (codebook.tables[inner].parent != one.table) continue;
        name(codebook.tables[inner].name);
        out += '[';
        bool first_row = true;
        for (const std::size_t child : below[row]) {
            if (packed.rows[child].table != inner) continue;
            if (!first_row) out += ',';
            first_row = false;
            append_row(out, codebook, packed, below, child);
        }
        out += ']';
    }
    out += '}';
}

}  // namespace

std::string_view name(VariableKind kind) {
    static constexpr std::array<std::string_view, 8> names = {"number", "decimal", "truth",  "date",
                                                              "moment", "choice",  "chosen", "place"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name(Comparison comparison) {
    static constexpr std::array<std::string_view, 6> names = {"same",         "changed_label", "changed_choices",
                                                              "incompatible", "added",         "removed"};
    return names[static_cast<std::size_t>(comparison)];
}

std::int64_t code_of(MissingCode missing) {
    return lowest_code + (static_cast<std::int64_t>(MissingCode::not_asked) - static_cast<std::int64_t>(missing));
}

std::optional<MissingCode> missing_of(std::int64_t code) {
    if (code < lowest_code || code > lowest_code + 4) return std::nullopt;
    return static_cast<MissingCode>(static_cast<std::int64_t>(MissingCode::not_asked) - (code - lowest_code));
}

PackedAnswers pack(
    const Form& form, const FormCodebook& codebook, const FormInstance& instance, const std::vector<char>& wrong
) {
    PackedAnswers packed;
    const xpath::Tree& tree = instance.tree();
    const auto code_at = [&](const FormVariable& variable, NodeId id) {
        if (id == no_node) return code_of(MissingCode::missing);
        if (!tree.node(id).relevant) return code_of(MissingCode::not_asked);
        if (id < wrong.size() && wrong[id] != 0 && !tree.node(id).text.empty()) return code_of(MissingCode::invalid);
        const std::string& value = tree.node(id).text;
        return value.empty() ? code_of(MissingCode::missing) : code_of_value(variable, value);
    };
    std::vector<std::uint32_t> row_of(codebook.tables.size() > 1 ? tree.size() : 0, 0);
    for (std::uint32_t index = 0; index < codebook.tables.size(); ++index) {
        const VariableTable& table = codebook.tables[index];
        // The nth row of a repeat holds the nth instance of each node in it: every instance has each node once.
        std::vector<NodeId> at;
        at.reserve(table.variables.size());
        for (const FormVariable& variable : table.variables) at.push_back(instance.first(variable.node));
        for (NodeId id = index == 0 ? tree.document() : instance.first(table.repeat); id != no_node;
             id = index == 0 ? no_node : instance.next(id)) {
            PackedRow row;
            row.table = index;
            for (NodeId above = index == 0 ? no_node : tree.node(id).parent; above != no_node;
                 above = tree.node(above).parent) {
                const std::uint32_t node = instance.form_node(above);
                if (node == no_index || form.nodes()[node].kind != NodeKind::repeat) continue;
                row.parent = row_of[above];
                break;
            }
            if (!row_of.empty()) row_of[id] = static_cast<std::uint32_t>(packed.rows.size());
            row.values.reserve(at.size());
            for (std::size_t one = 0; one < at.size(); ++one) {
                row.values.push_back(code_at(table.variables[one], at[one]));
                if (at[one] != no_node) at[one] = instance.next(at[one]);
            }
            packed.rows.push_back(std::move(row));
        }
    }
    return packed;
}

void append_packed_json(std::string& out, const FormCodebook& codebook, const PackedAnswers& packed) {
    if (packed.rows.empty()) {
        out += "{}";
        return;
    }
    std::vector<std::vector<std::size_t>> below(packed.rows.size());
    for (std::size_t row = 1; row < packed.rows.size(); ++row) below[packed.rows[row].parent].push_back(row);
    append_row(out, codebook, packed, below, 0);
}

std::string packed_bytes(const PackedAnswers& packed) {
    std::string out(magic);
    put(out, packed.rows.size(), 4);
    for (const PackedRow& row : packed.rows) {
        put(out, row.table, 2);
        put(out, row.parent, 4);
        put(out, row.values.size(), 2);
        for (const std::int64_t value : row.values) put(out, static_cast<std::uint64_t>(value), 8);
    }
    return out;
}

PackedAnswers read_packed(std::string_view bytes, const FormCodebook& codebook) {
    const auto refuse = [] {
        throw Error(
            ErrorKind::invalid, "không phải câu trả lời đóng gói theo bảng mã này (not packed by this codebook)"
        );
    };
    if (!bytes.starts_with(magic)) refuse();
    Reader reader(bytes.substr(magic.size()));
    const std::uint64_t rows = reader.take(4);
    PackedAnswers packed;
    for (std::uint64_t row = 0; row < rows; ++row) {
        PackedRow& one = packed.rows.emplace_back();
        one.table = static_cast<std::uint32_t>(reader.take(2));
        one.parent = static_cast<std::uint32_t>(reader.take(4));
        const std::uint64_t values = reader.take(2);
        if (one.table >= codebook.tables.size() || one.parent > row ||
            values != codebook.tables[one.table].variables.size()) {
            refuse();
        }
        for (std::uint64_t value = 0; value < values; ++value) {
            one.values.push_back(static_cast<std::int64_t>(reader.take(8)));
        }
    }
    if (reader.left() != 0) refuse();
    return packed;
}

}  // namespace longdan::xforms
