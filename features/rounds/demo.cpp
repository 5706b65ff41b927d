#include "features/rounds/rounds.h"
#include "features/rounds/simulate.h"
#include "features/rounds/store.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"
#include "platform/base/whole_file.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::rounds {

namespace {

constexpr std::string_view national_scheme = "quoc-gia";
constexpr std::string_view large_round = "sipas-2026-mo-phong";
constexpr std::string_view small_round = "khao-sat-thu";
constexpr std::uint64_t demo_seed = 20261001;

class Demo {
  public:
    Demo(const DemoHouse& house, std::string data_folder, const std::function<void(std::string_view)>& progress)
        : house_(house), data_folder_(std::move(data_folder)), progress_(progress) {}

    DemoReport run() {
        const bool there = house_.ground.database.read([](db::Transaction& tx) {
            return store::find_round(tx, large_round).has_value();
        });
        if (there) {
            add_addresses();
            return report_;
        }
        report_.made = true;
        make_national();
        make_large_round();
        make_small_round();
        make_second_owner();
        add_addresses();
        return report_;
    }

  private:
    identity::AccountId account(
        const std::string& name, const std::string& display, const std::string& role, identity::SchemeId scheme,
        const std::vector<identity::UnitId>& units = {}
    ) {
        const auto password = random_token(12);
        const auto system = identity::Identity::system_access();
        const auto id = house_.ground.database.write([&](db::Transaction& tx) {
            const auto made = house_.identity.create_account(tx, system, {name, display, password, scheme});
            house_.identity.grant(tx, system, made, role, scheme, units);
            return made;
        });
        const auto* known = identity::find_role(role);
        report_.accounts.push_back({name, password, known == nullptr ? role : std::string(known->name_vi)});
        return id;
    }

    identity::Access as(identity::AccountId account) const {
        return house_.ground.database.read([&](db::Transaction& tx) { return house_.identity.access_of(tx, account); });
    }

    identity::SchemeId scheme(const std::string& code, const std::string& name, identity::UnitId owner) {
        return house_.ground.database.write([&](db::Transaction& tx) {
            if (const auto found = house_.identity.find_scheme(tx, code)) return found->id;
            identity::Scheme wanted;
            wanted.code = code;
            wanted.name = name;
            wanted.owner = owner;
            return house_.identity.create_scheme(tx, identity::Identity::system_access(), wanted);
        });
    }

    identity::UnitId province(std::string_view code) const {
        const auto* unit = house_.units.registry()->by_code(units::Level::province, code, Day::of(2026, 10, 1));
        if (unit == nullptr) throw Error(ErrorKind::conflict, "Chưa nạp danh mục đơn vị hành chính");
        return unit->id;
    }

    void make_national() {
        scheme_ = scheme(std::string(national_scheme), "Đề án quốc gia (mô phỏng)", house_.units.registry()->country());
        planner_ = account("demo-ke-hoach", "Lê Thị Kế Hoạch (mô phỏng)", "planner", scheme_);
        analyst_ = account("demo-phan-tich", "Trần Văn Tính (mô phỏng)", "analyst", scheme_);
        leader_ = account("demo-lanh-dao", "Nguyễn Thị Duyệt (mô phỏng)", "approver", scheme_);
        publisher_ = account("demo-cong-bo", "Phạm Văn Công (mô phỏng)", "publisher", scheme_);
        account("demo-ha-tinh", "Cán bộ Hà Tĩnh (mô phỏng)", "provincial_officer", scheme_, {province("42")});
        const auto form = house_.ground.database.read([&](db::Transaction& tx) {
            return house_.methods.find_form(tx, "sipas-1001");
        });
        if (form == nullptr) throw Error(ErrorKind::conflict, "Chưa nạp phương pháp và phiếu hỏi 1001");
        form_ = form->id;
    }

    void decide(const std::string& subject, identity::AccountId by, std::string_view number) {
        const auto access = as(by);
        house_.ground.database.write([&](db::Transaction& tx) {
            const auto dossier = house_.approvals.find_by_subject(tx, subject);
            if (!dossier) throw Error(ErrorKind::conflict, "Không có hồ sơ " + subject);
            approvals::Decision decision;
            decision.file_sha256 = dossier->file_sha256;
            decision.document_number = std::string(number);
            decision.day = house_.ground.clock.today();
            decision.signer = "Nguyễn Thị Duyệt";
            decision.signer_title = "Lãnh đạo (mô phỏng)";
            house_.approvals.approve(tx, access, dossier->id, decision);
        });
    }

    /// A round from plan to open collection.
    RoundId make_round(
        identity::SchemeId scheme, identity::AccountId planner, identity::AccountId leader, std::string_view code,
        const std::string& name, const std::string& design, bool open_door, std::int64_t days
    ) {
        const auto access = as(planner);
        auto& database = house_.ground.database;
        auto& rounds = house_.rounds;
        const auto id = database.write([&](db::Transaction& tx) {
            NewRound wanted;
            wanted.scheme = scheme;
            wanted.code = std::string(code);
            wanted.name = name;
            wanted.year = 2026;
            wanted.purpose = "Trình diễn hệ thống bằng dữ liệu mô phỏng.";
            wanted.design_json = design;
            wanted.form = form_;
            wanted.simulated = true;
            return rounds.create(tx, access, wanted);
        });
        database.write([&](db::Transaction& tx) { rounds.submit_plan(tx, access, id); });
        decide("plan:" + id.text(), leader, "01/QĐ-MP");
        database.write([&](db::Transaction& tx) { rounds.open_lists(tx, access, id); });
        database.write([&](db::Transaction& tx) { rounds.freeze_frame(tx, access, id); });
        database.write([&](db::Transaction& tx) { rounds.request_draw(tx, access, id, demo_seed); });
        house_.ground.jobs.drain();
        const auto now = house_.ground.clock.now();
        database.write([&](db::Transaction& tx) {
            Rounds::Doors doors;
            doors.opens = now;
            doors.closes = {now.milliseconds + days * 86'400'000};
            doors.title = name;
            doors.open_door = open_door;
            rounds.open_collection(tx, access, id, doors);
        });
        return id;
    }

    /// Published indices of 2024 by today's province: the mean of those it came from.
    std::map<std::int64_t, double> published_levels() const {
        std::map<std::int64_t, std::vector<double>> values;
        const auto registry = house_.units.registry();
        house_.ground.database.read([&](db::Transaction& tx) {
            const results::Published published(tx, house_.ground.clock.now());
            for (const auto& figure : published.printed("sipas", 2024)) {
                if (figure.indicator != "overall" || figure.measure != "percent" || !figure.unit || !figure.value)
                    continue;
                for (const auto unit : registry->current(figure.unit, Day::of(2026, 10, 1))) {
                    values[unit.value].push_back(*figure.value);
                }
            }
        });
        std::map<std::int64_t, double> levels;
        for (const auto& [unit, known] : values) {
            double sum = 0;
            for (const auto value : known) sum += value;
            levels[unit] = sum / static_cast<double>(known.size());
        }
        return levels;
    }

    void answer(RoundId id) {
        const auto levels = published_levels();
        const auto [points, places, door, form, method] = house_.ground.database.read([&](db::Transaction& tx) {
            const auto form = house_.methods.form(tx, form_);
            return std::tuple(
                house_.rounds.sampling_points(tx, id), store::active_places(tx, id),
                house_.collect.collections(tx, id).front(), form, house_.methods.method(tx, form->method)
            );
        });
        const auto codes = house_.ground.database.read([&](db::Transaction& tx) {
            std::map<std::int64_t, std::string> codes;
            for (const auto& unit : store::all_units(tx, id)) codes[unit.sequence] = unit.code;
            return codes;
        });
        std::size_t done = 0;
        std::vector<collect::Collect::BulkAnswer> chunk;
        for (const auto& point : points) {
            const auto people = places.find(codes.at(point.point));
            const auto level = levels.find(point.unit.value);
            // A province without a published figure gets one of its own between 80 and 87.
            const double fallback = 80 + static_cast<double>(point.unit.value % 71) / 10;
            const SimulatedVillage village{
                point, people == places.end() ? 0 : people->second, level == levels.end() ? fallback : level->second};
            auto made = simulate_answers(village, *method, *form, demo_seed, house_.ground.clock.today());
            std::move(made.begin(), made.end(), std::back_inserter(chunk));
            if (++done % 100 != 0 && done != points.size()) continue;
            report_.answers += house_.collect.receive_many(door, chunk);
            chunk.clear();
            progress_(fmt::format("Câu trả lời mô phỏng: {} ({}/{} thôn)", report_.answers, done, points.size()));
        }
    }

    void make_large_round() {
        progress_("Đợt 34 tỉnh: kế hoạch, dàn mẫu, chọn mẫu");
        const auto id = make_round(
            scheme_, planner_, leader_, large_round, "SIPAS 2026 (dữ liệu mô phỏng)",
            read_file(data_folder_ + "/designs/sipas-2026.json"), false, 30
        );
        answer(id);
        progress_("Chốt số liệu và tính thử");
        auto& database = house_.ground.database;
        auto& rounds = house_.rounds;
        const auto analyst = as(analyst_);
        database.write([&](db::Transaction& tx) { rounds.cut_off(tx, analyst, id, {}); });
        house_.ground.jobs.drain();
        database.write([&](db::Transaction& tx) { rounds.request_trial(tx, analyst, id); });
        house_.ground.jobs.drain();
        progress_("Trình duyệt, phê duyệt, công bố");
        const auto revision = database.write([&](db::Transaction& tx) { return rounds.submit(tx, analyst, id); });
        decide("revision:" + revision.text(), leader_, "02/QĐ-MP");
        const auto publisher = as(publisher_);
        database.write([&](db::Transaction& tx) {
            rounds.schedule(tx, publisher, id, {house_.ground.clock.now().milliseconds + 2000});
        });
    }

    void make_small_round() {
        progress_("Đợt nhỏ đang nhận câu trả lời");
        const auto id = make_round(
            scheme_, planner_, leader_, small_round, "Khảo sát thử tại Hà Tĩnh (dữ liệu mô phỏng)",
            read_file(data_folder_ + "/designs/mot-tinh-2026.json"), true, 60
        );
        const auto access = as(planner_);
        const auto codes = house_.ground.database.write([&](db::Transaction& tx) {
            return house_.rounds.issue_codes(tx, access, id);
        });
        if (!codes.empty()) report_.access_code = codes.front().code;
    }

    void make_second_owner() {
        progress_("Đề án của một tỉnh, tách riêng");
        const auto own = scheme("lam-dong", "Đề án của tỉnh Lâm Đồng (mô phỏng)", province("68"));
        const auto planner = account("demo-lam-dong", "Cán bộ Lâm Đồng (mô phỏng)", "planner", own);
        const auto leader = account("demo-lam-dong-duyet", "Lãnh đạo Lâm Đồng (mô phỏng)", "approver", own);
        auto design = read_file(data_folder_ + "/designs/mot-tinh-2026.json");
        const auto at = design.find("[\"42\"]");
        if (at == std::string::npos) throw Error(ErrorKind::conflict, "Thiết kế mot-tinh-2026 không còn một tỉnh");
        design.replace(at, 6, "[\"68\"]");
        make_round(
            own, planner, leader, "lam-dong-2026", "Khảo sát của tỉnh Lâm Đồng (dữ liệu mô phỏng)", design, false, 60
        );
    }

    void add_addresses() {
        report_.addresses = {
            "/chi-so/sipas/2026", "/lam-viec/dot", fmt::format("/khao-sat/{}", small_round),
            fmt::format("/khao-sat/{}-mo", small_round)};
    }

    const DemoHouse& house_;
    std::string data_folder_;
    const std::function<void(std::string_view)>& progress_;
    DemoReport report_;
    identity::SchemeId scheme_;
    identity::AccountId planner_, analyst_, leader_, publisher_;
    methods::FormId form_;
};

}  // namespace

DemoReport make_demo(
    const DemoHouse& house, const std::string& data_folder, const std::function<void(std::string_view)>& progress
) {
    return Demo(house, data_folder, progress).run();
}

}  // namespace longdan::rounds
