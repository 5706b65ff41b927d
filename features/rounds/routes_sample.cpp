#include "features/rounds/routes.h"
#include "features/rounds/store.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

namespace longdan::rounds {

using identity::Permission;

namespace {

CountLine line_of(const SampleCounts& counts, std::string code, std::string name) {
    const auto number = [](const std::map<std::string, std::int64_t>& of, const char* level) {
        const auto found = of.find(level);
        return found == of.end() ? std::int64_t{0} : found->second;
    };
    return {
        std::move(code),
        std::move(name),
        number(counts.active, "district"),
        number(counts.active, "commune"),
        number(counts.active, "village"),
        number(counts.active, "place"),
        number(counts.waiting, "place")};
}

}  // namespace

std::vector<FrameUnit> Routes::visible_provinces(const identity::Access& access, const Round& round) const {
    std::vector<FrameUnit> provinces;
    if (round.frame_sha256.empty()) return provinces;
    const auto frame = parts_.frame(round);
    for (const auto* province : frame.level("province")) {
        if (access.may(Permission::round_read, round.scheme, province->unit)) provinces.push_back(*province);
    }
    return provinces;
}

http::Response Routes::frame(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        FramePage page{head(tx, access, round), round.frame_sha256, read_frame_report(round.frame_report)};
        const auto visible = visible_provinces(access, round);
        std::erase_if(page.report.provinces, [&](const FrameProvinceDocument& line) {
            return std::none_of(visible.begin(), visible.end(), [&](const auto& unit) {
                return unit.code == line.code;
            });
        });
        return page;
    });
    return parts_.ground.pages.page(request, frame_view, page);
}

http::Response Routes::draw(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        DrawPage page;
        page.head = head(tx, access, round);
        page.seed = round.seed;
        page.seed_origin = round.seed_origin;
        page.frame_sha256 = round.frame_sha256;
        page.sample_sha256 = round.sample_sha256;
        page.report_sha256 = round.report_sha256;
        page.total = line_of(rounds_.sample_counts(tx, round.id), "", "Cả đợt");
        for (const auto& province : visible_provinces(access, round)) {
            page.provinces.push_back(
                line_of(rounds_.sample_counts(tx, round.id, province.code), province.code, province.name)
            );
        }
        return page;
    });
    return parts_.ground.pages.page(request, draw_view, page);
}

http::Response Routes::sample(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        const auto provinces = visible_provinces(access, round);
        SamplePage page;
        page.head = head(tx, access, round);
        page.parent = std::string(request.query.find("trong").value_or(""));
        const bool running = round.state == State::drawn || round.state == State::field;
        page.may_replace = running && access.may(Permission::round_collect, round.scheme);
        page.may_supplement = running && access.may(Permission::round_draw, round.scheme);
        for (const auto code : reason_codes()) {
            page.reasons.push_back({std::string(code), std::string(vietnamese_reason(code))});
        }
        const auto visible = [&](const std::string& province) {
            return std::find_if(provinces.begin(), provinces.end(), [&](const auto& unit) {
                return unit.code == province;
            });
        };
        if (page.parent.empty()) {
            for (const auto& province : provinces) {
                page.provinces.push_back(
                    line_of(rounds_.sample_counts(tx, round.id, province.code), province.code, province.name)
                );
            }
        } else if (const auto province = visible(page.parent); province != provinces.end()) {
            page.parent_name = province->name;
        } else {
            const auto all = store::all_units(tx, round.id);
            const auto own =
                std::find_if(all.begin(), all.end(), [&](const auto& unit) { return unit.code == page.parent; });
            if (own == all.end() || visible(own->province) == provinces.end()) {
                throw Error(ErrorKind::not_found, "Không có đơn vị này trong mẫu");
            }
            page.parent_name = own->name;
            page.above = own->parent;
        }
        if (!page.parent.empty()) {
            for (const auto& unit : rounds_.units_under(tx, round.id, page.parent)) {
                page.units.push_back(
                    {unit.level, unit.code, unit.name, unit.reserve, unit.position, unit.status, unit.probability, true}
                );
            }
            for (const auto& place : rounds_.places_in(tx, round.id, page.parent)) {
                page.places.push_back(
                    {fmt::format("{}.{:03}", place.village, place.number), place.number, place.reserve, place.position,
                     place.status}
                );
            }
        }
        for (const auto& done : rounds_.replacements(tx, round.id)) {
            const bool here = page.parent.empty() ? page.head.whole : done.parent == page.parent;
            if (!here) continue;
            page.replacements.push_back(
                {done.time, done.account_name, std::string(level_label(done.level)), done.out_code, done.in_code,
                 std::string(vietnamese_reason(done.reason)), done.note, done.document}
            );
        }
        return page;
    });
    return parts_.ground.pages.page(request, sample_view, page);
}

http::Response Routes::replace(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto id = request.id<RoundId>("round");
    http::FormReader form(request.form);
    const auto level = form.choice("level", "Cấp", {"district", "commune", "village", "place"});
    const auto code = form.text("code", "Mã", 60);
    const auto reason = form.text("reason", "Lý do", 40);
    const auto note = form.text("note", "Ghi chú", 500, false);
    const auto document = form.text("document", "Số văn bản", 100, false);
    form.require_ok();
    const auto done = parts_.ground.database.write([&](db::Transaction& tx) {
        return rounds_.replace(tx, access, id, level, code, reason, note, document);
    });
    return parts_.identity.redirect(
        request, fmt::format("/lam-viec/dot/{}/mau?trong={}", id.text(), done.parent), "Đã thay bằng đơn vị dự phòng."
    );
}

http::Response Routes::supplement(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto id = request.id<RoundId>("round");
    http::FormReader form(request.form);
    const auto village = form.text("village", "Thôn", 60);
    const auto places = form.integer("places", "Số người", 1, 10'000);
    const auto seed = form.integer("seed", "Số gốc", 1, 999'999'999'999);
    const auto document = form.text("document", "Số văn bản", 100);
    form.require_ok();
    parts_.ground.database.write([&](db::Transaction& tx) {
        rounds_.supplement(
            tx, access, id, village, static_cast<int>(places), static_cast<std::uint64_t>(seed), document
        );
    });
    return parts_.identity.redirect(
        request, fmt::format("/lam-viec/dot/{}/mau?trong={}", id.text(), village), "Đã chọn thêm người trả lời."
    );
}

http::Response Routes::board(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        BoardPage page;
        page.head = head(tx, access, round);
        page.opens = round.collection_from;
        page.closes = round.collection_to;
        for (const auto& collection : parts_.collect.collections(tx, round.id)) {
            auto& address =
                collection.evidence == collect::Evidence::probability ? page.questionnaire : page.open_questionnaire;
            address = "/khao-sat/" + collection.code;
        }
        std::unordered_map<std::int64_t, collect::Progress> progress;
        for (const auto& unit : parts_.collect.progress(tx, round.id)) progress[unit.unit.value] = unit;
        page.total.name = "Cộng";
        for (const auto& province : visible_provinces(access, round)) {
            const auto counts = rounds_.sample_counts(tx, round.id, province.code);
            const auto& now = progress[province.unit.value];
            BoardLine line{province.name, line_of(counts, "", "").places,
                           now.issued,    now.received,
                           now.valid,     now.invalid,
                           now.open,      now.last};
            page.total.places += line.places;
            page.total.issued += line.issued;
            page.total.received += line.received;
            page.total.valid += line.valid;
            page.total.invalid += line.invalid;
            page.total.open += line.open;
            page.lines.push_back(std::move(line));
        }
        return page;
    });
    return parts_.ground.pages.page(request, board_view, page);
}

http::Response Routes::file(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto which = std::string(request.parameter("file"));
    struct Found {
        std::string sha256;
        std::string name;
        std::string type;
    };
    const auto found = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        if (which == "thiet-ke") return Found{round.design_sha256, round.code + "-thiet-ke.json", "application/json"};
        if (which == "R") return Found{round.report_sha256, round.code + "-R.json", "application/json"};
        const auto whole = whole_round(tx, request);
        if (which == "khung") return Found{whole.frame_sha256, whole.code + "-khung.csv", "text/csv; charset=utf-8"};
        if (which == "S") return Found{whole.sample_sha256, whole.code + "-S.csv", "text/csv; charset=utf-8"};
        if (!access.may(Permission::round_estimate, whole.scheme)) {
            throw Error(ErrorKind::not_found, "Không tìm thấy tệp này");
        }
        for (const auto& data : rounds_.data(tx, whole.id)) {
            if (which == fmt::format("bang-o-{}", data.number)) {
                return Found{
                    data.cells_sha256, fmt::format("{}-bang-o-{}.txt", whole.code, data.number),
                    "text/plain; charset=utf-8"};
            }
            if (which == fmt::format("nhat-ky-{}", data.number)) {
                return Found{
                    data.log_sha256, fmt::format("{}-nhat-ky-{}.csv", whole.code, data.number),
                    "text/csv; charset=utf-8"};
            }
        }
        for (const auto& trial : rounds_.trials(tx, whole.id)) {
            if (which == fmt::format("ket-qua-{}", trial.number)) {
                return Found{
                    trial.figures_file, fmt::format("{}-ket-qua-{}.csv", whole.code, trial.number),
                    "text/csv; charset=utf-8"};
            }
        }
        return Found{};
    });
    if (found.sha256.empty()) throw Error(ErrorKind::not_found, "Không tìm thấy tệp này");
    http::Response response;
    response.content_type = found.type;
    response.body = parts_.ground.files.get(found.sha256);
    response.header("Content-Disposition", http::attachment(found.name));
    response.header("Cache-Control", "no-store");
    return response;
}

}  // namespace longdan::rounds
