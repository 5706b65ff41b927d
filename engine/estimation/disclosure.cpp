#include "engine/estimation/disclosure.h"

#include "engine/estimation/linear_program.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

constexpr std::size_t most_cells = 600;
constexpr double noise = 1e-6;  // of a count; the optimum of such a program is a whole number or near one

void check(const CountTable& table) {
    for (const std::int64_t count : table.count) {
        if (count < 0) throw Error(ErrorKind::invalid, fmt::format("Bảng số người có ô âm: {}", count));
    }
    for (const auto& relation : table.relations) {
        std::int64_t sum = 0;
        for (const std::size_t part : relation.parts) {
            if (part >= table.count.size())
                throw Error(ErrorKind::invalid, fmt::format("Bảng số người không có ô {}", part));
            sum += table.count[part];
        }
        if (relation.total >= table.count.size())
            throw Error(ErrorKind::invalid, fmt::format("Bảng số người không có ô {}", relation.total));
        if (sum != table.count[relation.total]) {
            throw Error(
                ErrorKind::invalid,
                fmt::format(
                    "Bảng số người: ô {} là {}, các phần cộng lại {}", relation.total, table.count[relation.total], sum
                )
            );
        }
    }
}

/// The hidden cells as unknowns, one equation a relation that holds any.
struct Unknowns {
    std::vector<std::size_t> cells;
    LinearProgram program;

    Unknowns(const CountTable& table, const std::vector<bool>& hidden) {
        std::vector<std::size_t> place(table.count.size());
        for (std::size_t c = 0; c < hidden.size(); ++c) {
            if (!hidden[c]) continue;
            place[c] = cells.size();
            cells.push_back(c);
        }
        std::vector<const CountTable::Relation*> open;
        for (const auto& relation : table.relations) {
            const bool any =
                hidden[relation.total] ||
                std::any_of(relation.parts.begin(), relation.parts.end(), [&](std::size_t c) { return hidden[c]; });
            if (any) open.push_back(&relation);
        }
        program.equations = Matrix(open.size(), cells.size());
        program.right.assign(open.size(), 0);
        program.cost.assign(cells.size(), 0);
        const auto put = [&](std::size_t row, std::size_t c, double sign) {
            if (hidden[c]) {
                program.equations(row, place[c]) += sign;
            } else {
                program.right[row] -= sign * static_cast<double>(table.count[c]);
            }
        };
        for (std::size_t row = 0; row < open.size(); ++row) {
            for (const std::size_t part : open[row]->parts) put(row, part, 1);
            put(row, open[row]->total, -1);
        }
    }

    AttackerInterval interval(std::size_t unknown) {
        AttackerInterval result;
        program.cost[unknown] = 1;
        result.low = minimise(program).value;
        program.cost[unknown] = -1;
        const LinearSolution most = minimise(program);
        if (most.state == LinearSolution::State::optimal) result.high = -most.value;
        program.cost[unknown] = 0;
        return result;
    }
};

/// Cells that must move, at the least cost, for `cell` to grow by `width`; relations hold, nothing falls below zero.
/// Variables: growth of each cell, fall of each cell, room that is left to fall.
std::vector<std::size_t> movers(
    const CountTable& table, const std::vector<bool>& hidden, std::size_t cell, std::int64_t width
) {
    const std::size_t n = table.count.size();
    const std::size_t relations = table.relations.size();
    LinearProgram program;
    program.equations = Matrix(relations + n + 1, 3 * n);
    program.right.assign(relations + n + 1, 0);
    program.cost.assign(3 * n, 0);
    for (std::size_t r = 0; r < relations; ++r) {
        const auto put = [&](std::size_t c, double sign) {
            program.equations(r, c) += sign;
            program.equations(r, n + c) -= sign;
        };
        for (const std::size_t part : table.relations[r].parts) put(part, 1);
        put(table.relations[r].total, -1);
    }
    for (std::size_t c = 0; c < n; ++c) {
        program.equations(relations + c, n + c) = 1;
        program.equations(relations + c, 2 * n + c) = 1;
        program.right[relations + c] = c == cell ? 0 : static_cast<double>(table.count[c]);
        const double cost = hidden[c] ? 1e-6 : 1 + static_cast<double>(table.count[c]);
        program.cost[c] = program.cost[n + c] = c == cell ? 0 : cost;
    }
    program.equations(relations + n, cell) = 1;
    program.right[relations + n] = static_cast<double>(width);
    const LinearSolution solution = minimise(program);
    std::vector<std::size_t> result;
    if (solution.state != LinearSolution::State::optimal) return result;
    for (std::size_t c = 0; c < n; ++c) {
        if (solution.x[c] > noise || solution.x[n + c] > noise) result.push_back(c);
    }
    return result;
}

}  // namespace

std::vector<AttackerInterval> attack(const CountTable& table, const std::vector<bool>& hidden) {
    check(table);
    std::vector<AttackerInterval> result;
    for (const std::int64_t count : table.count)
        result.push_back({static_cast<double>(count), static_cast<double>(count)});
    Unknowns unknowns(table, hidden);
    for (std::size_t i = 0; i < unknowns.cells.size(); ++i) result[unknowns.cells[i]] = unknowns.interval(i);
    return result;
}

Protected protect(const CountTable& table, const DisclosureRule& rule) {
    check(table);
    if (table.count.size() > most_cells) {
        throw Error(
            ErrorKind::too_large,
            fmt::format("Bảng có {} ô, chỉ bảo vệ được đến {} ô một lần", table.count.size(), most_cells)
        );
    }
    Protected result;
    for (const std::int64_t count : table.count)
        result.primary.push_back(count < rule.minimum && (count > 0 || rule.hide_zero));
    result.hidden = result.primary;
    std::vector<std::size_t> small;
    for (std::size_t c = 0; c < table.count.size(); ++c) {
        if (result.primary[c]) small.push_back(c);
    }
    std::sort(small.begin(), small.end(), [&](std::size_t a, std::size_t b) {
        return table.count[a] != table.count[b] ? table.count[a] > table.count[b] : a < b;
    });
    for (const std::size_t cell : small) {
        Unknowns unknowns(table, result.hidden);
        const auto at = std::lower_bound(unknowns.cells.begin(), unknowns.cells.end(), cell) - unknowns.cells.begin();
        const double wanted = static_cast<double>(table.count[cell] + rule.width);
        if (unknowns.interval(static_cast<std::size_t>(at)).high >= wanted - noise) continue;
        for (const std::size_t moved : movers(table, result.hidden, cell, rule.width)) result.hidden[moved] = true;
    }
    result.intervals = attack(table, result.hidden);
    return result;
}

}  // namespace longdan::estimation
