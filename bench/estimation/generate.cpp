// A survey file like a national round: `bench_estimation_generate N PSUS_PER_STRATUM OUT.csv MARGINS.json`. 63
// provinces of 3 strata, equal PSUs in each, weights with 4 decimals, finite population correction, 30 answers from 1
// to 5 that hang together within a PSU. Same arguments, same bytes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

std::uint64_t state = 20260101;

std::uint32_t below(std::uint32_t bound) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<std::uint32_t>((state >> 24) % bound);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: bench_estimation_generate N PSUS_PER_STRATUM OUT.csv MARGINS.json\n", stderr);
        return 2;
    }
    const std::uint64_t rows = std::strtoull(argv[1], nullptr, 10);
    const auto per_stratum = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
    std::FILE* out = std::fopen(argv[3], "wb");
    std::FILE* margins = std::fopen(argv[4], "wb");
    if (out == nullptr || margins == nullptr) return 1;
    std::fputs("id,prov,strat,psu,w,fpc1,sex,age", out);
    for (int item = 1; item <= 30; ++item) std::fprintf(out, ",y%d", item);
    std::fputc('\n', out);
    const std::uint64_t psus = 189ull * per_stratum;
    std::vector<double> province(63);
    std::vector<double> sexes(2);
    std::vector<double> ages(5);
    std::string line;
    std::uint64_t id = 0;
    for (std::uint64_t psu = 0; psu < psus; ++psu) {
        const std::uint64_t stratum = psu / per_stratum;
        const std::uint64_t people = rows / psus + (psu < rows % psus ? 1 : 0);
        const std::uint32_t mood = below(3) + below(3);
        const std::uint32_t base = 200000 + below(900000);
        for (std::uint64_t k = 0; k < people; ++k) {
            const std::uint32_t weight = base + below(base / 2);
            const std::uint32_t sex = below(2);
            const std::uint32_t age = below(5);
            const std::uint32_t person = mood + below(4);
            province[stratum / 3] += weight * 1e-4;
            sexes[sex] += weight * 1e-4;
            ages[age] += weight * 1e-4;
            char head[128];
            std::snprintf(
                head, sizeof head, "%llu,%llu,%llu,%llu,%u.%04u,%u,%u,%u", static_cast<unsigned long long>(++id),
                static_cast<unsigned long long>(stratum / 3 + 1), static_cast<unsigned long long>(stratum + 1),
                static_cast<unsigned long long>(psu % per_stratum + 1), weight / 10000, weight % 10000,
                per_stratum * 3 + static_cast<std::uint32_t>(stratum % 7), sex + 1, age + 1
            );
            line = head;
            for (int item = 0; item < 30; ++item) {
                const std::uint32_t draw = below(8) + person;
                line += ',';
                line += static_cast<char>('1' + (draw > 2) + (draw > 3) + (draw > 5) + (draw > 9));
            }
            line += '\n';
            std::fwrite(line.data(), 1, line.size(), out);
        }
    }
    // Margins tilted by up to a tenth, all with the same sum.
    const auto write = [&](const char* name, const std::vector<double>& sums, bool last) {
        double whole = 0;
        double tilted = 0;
        for (std::size_t i = 0; i < sums.size(); ++i) {
            whole += sums[i];
            tilted += sums[i] * (1 + 0.1 * (static_cast<double>(i * 7 % 11) / 5 - 1));
        }
        std::fprintf(margins, "{\"by\": [\"%s\"], \"totals\": {", name);
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const double total = sums[i] * (1 + 0.1 * (static_cast<double>(i * 7 % 11) / 5 - 1)) * whole / tilted;
            std::fprintf(margins, "%s\"%zu\": %.6f", i == 0 ? "" : ", ", i + 1, total);
        }
        std::fprintf(margins, "}}%s", last ? "" : ", ");
    };
    std::fputs("[", margins);
    write("prov", province, false);
    write("sex", sexes, false);
    write("age", ages, true);
    std::fputs("]\n", margins);
    return std::fclose(out) == 0 && std::fclose(margins) == 0 ? 0 : 1;
}
