#include "features/rounds/rounds.h"

#include "features/rounds/parts.h"
#include "features/rounds/routes.h"
#include "features/rounds/store.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::rounds {

Rounds::Rounds(
    Ground& ground, identity::Identity& identity, units::Units& units, methods::Methods& methods,
    collect::Collect& collect, approvals::Approvals& approvals, results::Results& results
)
    : parts_(std::make_unique<Parts>(Parts{ground, identity, units, methods, collect, approvals, results})) {
    auto* parts = parts_.get();
    ground.jobs.define("rounds.draw", [parts](jobs::Context& context) {
        parts->run_draw(context);
        return std::string("{}");
    });
    ground.jobs.define("rounds.cut_off", [parts](jobs::Context& context) {
        parts->run_cut_off(context);
        return std::string("{}");
    });
    ground.jobs.define("rounds.trial", [parts](jobs::Context& context) {
        parts->run_trial(context);
        return std::string("{}");
    });
    approvals.on_state_change(
        "plan",
        [parts](
            db::Transaction& tx, const identity::Access& access, const approvals::Dossier& dossier, approvals::State
        ) { parts->on_plan(tx, access, dossier); }
    );
    approvals.on_state_change(
        "revision", [parts](
                        db::Transaction& tx, const identity::Access& access, const approvals::Dossier& dossier,
                        approvals::State from
                    ) { parts->on_revision(tx, access, dossier, from); }
    );
    collect.set_admission(*this);
    identity.add_inbox([parts](db::Transaction& tx, const identity::Access& access) { return parts->inbox(tx, access); }
    );
}

Rounds::~Rounds() = default;

State stored(State state) { return state == State::published || state == State::corrected ? State::approved : state; }

bool may_read(const identity::Access& access, identity::SchemeId scheme) {
    if (access.may_everywhere(identity::Permission::round_read)) return true;
    const auto schemes = access.schemes(identity::Permission::round_read);
    return std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
}

namespace {

/// What the clock adds to the stored state.
void by_the_clock(Round& round, Moment now) {
    if (round.state != State::approved || !round.publish_at || *round.publish_at > now) return;
    round.state = round.correction_reason.empty() ? State::published : State::corrected;
}

std::string allowed(std::initializer_list<State> states) {
    std::vector<std::string_view> names;
    for (const auto state : states) names.push_back(vietnamese_name(state));
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Round Rounds::Parts::load(db::Transaction& tx, RoundId id) const {
    auto round = store::find_round(tx, id);
    if (!round) throw Error(ErrorKind::not_found, "Không tìm thấy đợt khảo sát này");
    by_the_clock(*round, ground.clock.now());
    return *round;
}

Round Rounds::Parts::readable(db::Transaction& tx, const identity::Access& access, RoundId id) const {
    if (!access.may_everywhere(identity::Permission::round_read)) access.require_signed_in();
    auto round = load(tx, id);
    if (!may_read(access, round.scheme)) throw Error(ErrorKind::not_found, "Không tìm thấy đợt khảo sát này");
    return round;
}

Round Rounds::Parts::require(
    db::Transaction& tx, const identity::Access& access, RoundId id, identity::Permission permission,
    std::initializer_list<State> states, std::string_view action
) const {
    auto round = readable(tx, access, id);
    if (!access.may(permission, round.scheme)) {
        throw Error(
            ErrorKind::forbidden,
            fmt::format(
                "Tài khoản của bạn không có quyền \"{}\" trong đề án này", identity::vietnamese_name(permission)
            )
        );
    }
    const auto scheme = identity.find_scheme(tx, round.scheme);
    if (scheme && scheme->closed) {
        throw Error(
            ErrorKind::conflict, fmt::format("Đề án \"{}\" đã đóng: đợt khảo sát chỉ còn để xem", scheme->name)
        );
    }
    if (std::find(states.begin(), states.end(), round.state) == states.end()) {
        throw Error(
            ErrorKind::conflict, fmt::format(
                                     "Không thể {} khi đợt khảo sát ở bước \"{}\"; chỉ làm được ở bước: {}", action,
                                     vietnamese_name(round.state), allowed(states)
                                 )
        );
    }
    return round;
}

void Rounds::Parts::move(db::Transaction& tx, const identity::Access& access, Round& round, const Move& move) const {
    const auto from = round.state;
    round.state = stored(move.to);
    if (!store::update_round(tx, round, stored(from))) {
        throw Error(ErrorKind::conflict, "Người khác vừa thay đổi đợt khảo sát này; hãy tải lại trang rồi làm tiếp");
    }
    round.state = from;
    note(tx, access, round, move);
    round.state = move.to;
}

void Rounds::Parts::note(db::Transaction& tx, const identity::Access& access, const Round& round, const Move& move)
    const {
    const auto now = ground.clock.now();
    store::insert_step(
        tx, new_ordered_id(now), round.id, access.account(),
        {now, access.display_name(), move.action, round.state, move.to, move.reason, move.document}
    );
    identity.audit(
        tx, access,
        {move.action, "round:" + round.id.text(), round.scheme, fmt::format("{}: {}", round.name, move.summary),
         std::string(name(round.state)), std::string(name(move.to))}
    );
}

identity::Access Rounds::Parts::access_of(const jobs::Job& job) const {
    if (job.account == 0) return identity::Identity::system_access();
    return ground.database.read([&](db::Transaction& tx) {
        return identity.access_of(tx, identity::AccountId{job.account});
    });
}

Design Rounds::Parts::design(const Round& round) const {
    return Design::parse(ground.files.get(round.design_sha256), round.design + ".json");
}

Frame Rounds::Parts::frame(const Round& round) const { return Frame::from_csv(ground.files.get(round.frame_sha256)); }

std::vector<identity::InboxItem> Rounds::Parts::inbox(db::Transaction& tx, const identity::Access& access) const {
    std::vector<identity::InboxItem> items;
    for (auto& round : store::rounds(tx)) {
        if (!may_read(access, round.scheme)) continue;
        const auto scheme = identity.find_scheme(tx, round.scheme);
        if (!scheme || scheme->closed) continue;
        by_the_clock(round, ground.clock.now());
        const auto dossier = approvals.find_by_subject(tx, "plan:" + round.id.text());
        const bool waits = round.state == State::draft && dossier && dossier->state == approvals::State::submitted;
        const auto actions = actions_of(round, access, waits);
        if (actions.empty() || actions.front().weight != "main") continue;
        std::optional<Day> due;
        if (round.state == State::field && round.collection_to) due = Day::of(*round.collection_to);
        items.push_back(
            {"Đợt khảo sát", fmt::format("{}: {}", round.name, actions.front().label), waiting_for(round, waits),
             "/lam-viec/dot/" + round.id.text(), due}
        );
    }
    return items;
}

Round Rounds::find(db::Transaction& tx, const identity::Access& access, RoundId id) const {
    return parts_->readable(tx, access, id);
}

std::optional<Round> Rounds::find_by_code(db::Transaction& tx, const identity::Access& access, std::string_view code)
    const {
    const auto found = store::find_round(tx, code);
    if (!found || !may_read(access, found->scheme)) return std::nullopt;
    return parts_->load(tx, found->id);
}

std::vector<Round> Rounds::list(db::Transaction& tx, const identity::Access& access) const {
    if (!access.may_everywhere(identity::Permission::round_read)) access.require_signed_in();
    auto rounds = store::rounds(tx);
    std::erase_if(rounds, [&](const Round& round) { return !may_read(access, round.scheme); });
    for (auto& round : rounds) by_the_clock(round, parts_->ground.clock.now());
    return rounds;
}

bool Rounds::holds_simulated(db::Transaction& tx) const {
    const auto rounds = store::rounds(tx);
    return std::any_of(rounds.begin(), rounds.end(), [](const Round& round) { return round.simulated; });
}

std::vector<Step> Rounds::history(db::Transaction& tx, RoundId id) const { return store::steps(tx, id); }

std::vector<StoredUnit> Rounds::units_under(db::Transaction& tx, RoundId id, std::string_view parent) const {
    return store::units_under(tx, id, parent);
}

std::vector<StoredPlace> Rounds::places_in(db::Transaction& tx, RoundId id, std::string_view village) const {
    return store::places_in(tx, id, village);
}

SampleCounts Rounds::sample_counts(db::Transaction& tx, RoundId id, std::string_view province) const {
    return store::counts(tx, id, province);
}

std::vector<Replacement> Rounds::replacements(db::Transaction& tx, RoundId id) const {
    return store::replacements(tx, id);
}

std::vector<Data> Rounds::data(db::Transaction& tx, RoundId id) const { return store::data(tx, id); }

std::vector<Trial> Rounds::trials(db::Transaction& tx, RoundId id) const { return store::trials(tx, id); }

}  // namespace longdan::rounds
