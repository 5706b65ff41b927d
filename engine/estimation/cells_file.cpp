#include "engine/estimation/cells.h"
#include "platform/base/error.h"

#include <charconv>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

constexpr std::string_view signature = "longdan-cells-1";

void append_field(std::string& out, std::string_view field) {
    if (!out.empty() && out.back() != '\n') out += ',';
    if (field.find_first_of(",\"") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (const char sign : field) {
        if (sign == '"') out += '"';
        out += sign;
    }
    out += '"';
}

/// Reads the file line by line; knows where it is, for errors.
class Lines {
  public:
    Lines(std::string_view text, std::string_view name) : text_(text), name_(name) {}

    bool done() const { return at_ >= text_.size(); }

    std::vector<std::string> next() {
        ++line_;
        std::vector<std::string> fields(1);
        bool quoted = false;
        for (; at_ < text_.size(); ++at_) {
            const char sign = text_[at_];
            if (quoted && sign == '"' && at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                fields.back() += sign;
                ++at_;
            } else if (sign == '"') {
                quoted = !quoted;
            } else if (sign == ',' && !quoted) {
                fields.emplace_back();
            } else if (sign == '\n' && !quoted) {
                ++at_;
                return fields;
            } else {
                fields.back() += sign;
            }
        }
        refuse("dòng không kết thúc");
    }

    [[noreturn]] void refuse(std::string_view what) const {
        throw Error(ErrorKind::invalid, fmt::format("{}:{}: {}", name_, line_, what));
    }

    std::int64_t integer(const std::string& field) const {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
        if (error != std::errc() || end != field.data() + field.size()) refuse("'" + field + "' không phải số nguyên");
        return number;
    }

    Wide wide(const std::string& field) const {
        const auto number = parse_wide(field);
        if (!number) refuse("'" + field + "' không phải số nguyên 128 bit");
        return *number;
    }

  private:
    std::string_view text_;
    std::string_view name_;
    std::size_t at_ = 0;
    std::size_t line_ = 0;
};

std::vector<std::string> section(Lines& lines, std::string_view kind, std::size_t least) {
    auto fields = lines.next();
    if (fields[0] != kind || fields.size() < least) lines.refuse(fmt::format("cần một dòng '{}'", kind));
    return fields;
}

}  // namespace

std::string CellTable::serialise() const {
    const Contents all = contents();
    std::string out;
    const auto line = [&out](std::initializer_list<std::string_view> fields) {
        for (const std::string_view field : fields) append_field(out, field);
    };
    line({signature, std::to_string(layout_.weight_decimals), std::to_string(layout_.value_decimals)});
    out += '\n';
    line({"domains"});
    for (const std::string& name : layout_.domains) append_field(out, name);
    out += '\n';
    line({"items"});
    for (const std::string& name : layout_.items) append_field(out, name);
    out += '\n';
    for (const Stratum& stratum : all.strata) {
        line({"stratum", stratum.name, stratum.population_psus ? std::to_string(*stratum.population_psus) : ""});
        out += '\n';
    }
    for (const Psu& psu : all.psus) {
        line({"psu", psu.stratum, psu.name});
        out += '\n';
    }
    for (const Entry& entry : all.cells) {
        line({"cell", all.psus[entry.psu].stratum, all.psus[entry.psu].name});
        for (const std::string& domain : entry.domains) append_field(out, domain);
        line({std::to_string(entry.sums->n), to_text(entry.sums->weight), to_text(entry.sums->weight_square)});
        for (const ItemSums& item : entry.sums->items) {
            line({std::to_string(item.n), to_text(item.weight), to_text(item.weighted), to_text(item.weighted_square)});
        }
        out += '\n';
    }
    return out;
}

CellTable CellTable::parse(std::string_view text, std::string_view name) {
    Lines lines(text, name);
    const auto head = section(lines, signature, 3);
    CellLayout layout;
    layout.weight_decimals = static_cast<int>(lines.integer(head[1]));
    layout.value_decimals = static_cast<int>(lines.integer(head[2]));
    const auto domains = section(lines, "domains", 1);
    const auto items = section(lines, "items", 1);
    layout.domains.assign(domains.begin() + 1, domains.end());
    layout.items.assign(items.begin() + 1, items.end());
    CellTable table(layout);
    const std::size_t keys = layout.domains.size();
    while (!lines.done()) {
        const auto fields = lines.next();
        if (fields[0] == "stratum" && fields.size() == 3) {
            if (!fields[2].empty()) table.declare_stratum(fields[1], lines.integer(fields[2]));
        } else if (fields[0] == "psu" && fields.size() == 3) {
            table.declare_psu(fields[1], fields[2]);
        } else if (fields[0] == "cell" && fields.size() == 6 + keys + 4 * layout.items.size()) {
            std::vector<std::string_view> domain(
                fields.begin() + 3, fields.begin() + 3 + static_cast<std::ptrdiff_t>(keys)
            );
            std::size_t at = 3 + keys;
            CellSums sums{lines.integer(fields[at]), lines.wide(fields[at + 1]), lines.wide(fields[at + 2]), {}};
            for (at += 3; at < fields.size(); at += 4) {
                sums.items.push_back(
                    {lines.integer(fields[at]), lines.wide(fields[at + 1]), lines.wide(fields[at + 2]),
                     lines.wide(fields[at + 3])}
                );
            }
            table.add_sums(fields[1], fields[2], domain, sums);
        } else {
            lines.refuse("dòng không hiểu được");
        }
    }
    return table;
}

}  // namespace longdan::estimation
