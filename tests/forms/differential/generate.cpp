// Fills forms in at random and writes down what was done and what the C++ engine says of it, for the other engines to
// do the same: form_differential [--rough] SEED SESSIONS NOW FORM.xml…  > cases.json
#include "engine/xforms/session.h"
#include "platform/base/error.h"
#include "platform/base/time.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <sstream>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace {

using namespace longdan;
namespace json = boost::json;
using xforms::ControlKind;
using xforms::DataType;
using xforms::Form;
using xforms::FormNode;
using xforms::no_index;
using xforms::Session;

constexpr int actions_a_session = 24;
constexpr int most_instances = 4;

class Filler {
  public:
    /// `rough`: also gives values that no client would let through.
    Filler(std::shared_ptr<const Form> form, std::uint64_t seed, Moment now, bool rough)
        : form_(form), session_(form, options(seed, now)), random_(seed), today_(Day::of(now)), rough_(rough) {}

    json::array run() {
        check();
        for (int action = 0; action < actions_a_session; ++action) {
            act();
            if (action % 4 == 3) check();
        }
        return std::move(steps_);
    }

  private:
    static xforms::SessionOptions options(std::uint64_t seed, Moment now) {
        xforms::SessionOptions chosen;
        chosen.now = now;
        chosen.seed = seed;
        return chosen;
    }
    int draw(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }
    template <typename List>
    const auto& one_of(const List& list) {
        return list[static_cast<std::size_t>(draw(static_cast<int>(std::size(list))))];
    }
    std::string day(int later) const { return Day{today_.number + later}.iso(); }
    const FormNode& node(Session::Node at) const { return form_->nodes()[session_.form_node(at)]; }

    void act() {
        const int what = draw(10);
        if (what == 0 && add()) return;
        if (what == 1 && remove()) return;
        std::vector<Session::Node> open;
        for (const Session::Node at : session_.nodes()) {
            const FormNode& made = node(at);
            if (made.kind != xforms::NodeKind::value || made.control == no_index || made.is_attribute) continue;
            if (session_.relevant(at) && !session_.readonly(at)) open.push_back(at);
        }
        if (open.empty()) return;
        const Session::Node at = one_of(open);
        if (rough_ && draw(3) == 0) {
            give(at, rough_value());
        } else {
            give(at, draw(8) == 0 ? "" : value(at));
        }
        tidy();
    }

    std::string rough_value() {
        static constexpr const char* values[] = {
            "12a",
            "1,5",
            "+7",
            "-0",
            "1.",
            ".5",
            "1e3",
            "2147483647",
            "2147483648",
            "99999999999",
            "0x10",
            "2026-02-30",
            "2026-2-3",
            "26-01-01",
            "2026-01-05T10:00",
            "24:00",
            "08:30",
            "08:30:00Z",
            "8:30",
            "08:30+7",
            "08:60",
            "2026-01-05+07:00",
            "2026-01-05T08:30:00.000+07:00",
            "21.5",
            "21.5 105.8",
            "91 105",
            "21 105 0 -1",
            "21 105 0 0 0",
            "a b",
            "mot mot",
            "mot  hai",
            "bon",
            "21 105; 22 106",
            "NaN",
            "Infinity",
            "true",
            "1",
            " 5",
            "5 ",
            "ỗi",
        };
        return one_of(values);
    }

    void give(Session::Node at, const std::string& value) {
        const std::string path = session_.path(at);
        if (session_.set(at, value)) steps_.push_back(json::object{{"set", path}, {"value", value}});
    }

    /// What a client does: an answer that is no longer among the choices is taken back.
    void tidy() {
        if (rough_) return;
        for (int round = 0; round < 8; ++round) {
            bool changed = false;
            for (const Session::Node at : session_.nodes()) {
                const FormNode& made = node(at);
                if (made.control == no_index || !selects(made) || !session_.relevant(at)) continue;
                const std::string left = still_offered(at, session_.value(at));
                if (left == session_.value(at)) continue;
                give(at, left);
                changed = true;
            }
            if (!changed) return;
        }
    }

    bool selects(const FormNode& made) const {
        const ControlKind kind = form_->controls()[made.control].kind;
        return kind == ControlKind::select || kind == ControlKind::select1 || kind == ControlKind::rank;
    }

    std::string still_offered(Session::Node at, const std::string& value) {
        const auto choices = session_.choices(node(at).control, at);
        std::istringstream words(value);
        std::string left;
        for (std::string word; words >> word;) {
            const bool there =
                std::any_of(choices.begin(), choices.end(), [&](const auto& choice) { return choice.value == word; });
            if (there) left += (left.empty() ? "" : " ") + word;
        }
        return left;
    }

    std::string value(Session::Node at) {
        const FormNode& made = node(at);
        const xforms::Control& control = form_->controls()[made.control];
        if (selects(made)) return chosen(at, control);
        if (control.kind == ControlKind::trigger) return "OK";
        if (control.kind == ControlKind::range) return in_range(control);
        static constexpr int numbers[] = {0,  1,  2,  3,  4,   5,   7,   12,  15,   16, 17,
                                          18, 20, 34, 61, 100, 101, 365, 400, 2025, -2};
        static constexpr const char* texts[] = {"An",         "Bình",   "abc-16",     "H12346",
                                                "0912345678", "a@b.vn", "Nguyễn Văn", "Trần  Thị Hà",
                                                "x",          "7",      "2026-01-05", "true"};
        static constexpr const char* points[] = {
            "21.0285 105.8542 0 0", "10.7769 106.7009 0 0", "16.0544 108.2022 5.5 4.5"};
        switch (made.type) {
            case DataType::integer:
                return std::to_string(one_of(numbers));
            case DataType::decimal:
                return fmt::format("{}.{}", draw(400) - 40, 1 + draw(9));
            case DataType::date:
                return day(draw(80) - 60);
            case DataType::time:
                return fmt::format("{:02}:{:02}:00.000+07:00", draw(24), draw(60));
            case DataType::date_time:
                return fmt::format("{}T{:02}:{:02}:00.000+07:00", day(draw(20) - 10), draw(24), draw(60));
            case DataType::geopoint:
                return one_of(points);
            default:
                return one_of(texts);
        }
    }

    std::string chosen(Session::Node at, const xforms::Control& control) {
        auto choices = session_.choices(node(at).control, at);
        if (choices.empty()) return "";
        if (control.kind == ControlKind::select1) return one_of(choices).value;
        if (control.kind == ControlKind::rank) std::shuffle(choices.begin(), choices.end(), random_);
        std::string words;
        for (const auto& choice : choices) {
            if (control.kind != ControlKind::rank && draw(2) == 0) continue;
            words += (words.empty() ? "" : " ") + choice.value;
        }
        return words;
    }

    std::string in_range(const xforms::Control& control) {
        const double start = std::stod(control.range_start);
        const double step = std::stod(control.range_step);
        const int steps = static_cast<int>((std::stod(control.range_end) - start) / step);
        // ODK's web forms write decimals with a fraction always; whole ones would differ in writing only.
        const double picked = start + step * draw(steps + 1);
        return step == std::floor(step) ? fmt::format("{}", picked) : fmt::format("{:.1f}", picked);
    }

    std::vector<Session::Node> open_repeats(bool instances) {
        std::vector<Session::Node> found;
        for (const Session::Node at : session_.nodes()) {
            const FormNode& made = node(at);
            if (!session_.relevant(at)) continue;
            if (instances && is_open(session_.form_node(at))) found.push_back(at);
            if (instances) continue;
            for (const std::uint32_t child : made.children) {
                if (is_open(child) && session_.repeats(child, at).size() < most_instances) found.push_back(at);
            }
        }
        return found;
    }

    bool is_open(std::uint32_t index) const {
        const FormNode& made = form_->nodes()[index];
        if (made.kind != xforms::NodeKind::repeat || made.control == no_index) return false;
        const xforms::Control& control = form_->controls()[made.control];
        return control.repeat_count == no_index && !control.no_add_remove;
    }

    bool add() {
        const auto parents = open_repeats(false);
        if (parents.empty()) return false;
        const Session::Node parent = one_of(parents);
        for (const std::uint32_t child : node(parent).children) {
            if (!is_open(child) || session_.repeats(child, parent).size() >= most_instances) continue;
            steps_.push_back(json::object{{"add", session_.path(parent) + "/" + form_->nodes()[child].name}});
            session_.add_repeat(child, parent);
            tidy();
            return true;
        }
        return false;
    }

    bool remove() {
        const auto instances = open_repeats(true);
        if (instances.empty()) return false;
        const Session::Node gone = one_of(instances);
        steps_.push_back(json::object{{"remove", session_.path(gone)}});
        session_.remove_repeat(gone);
        tidy();
        return true;
    }

    void check() {
        json::object values;
        json::object labels;
        json::object choices;
        for (const Session::Node at : session_.nodes()) {
            const FormNode& made = node(at);
            if (made.kind != xforms::NodeKind::value || made.is_attribute || !session_.relevant(at)) continue;
            if (made.path.ends_with("/instanceID")) continue;
            const std::string path = session_.path(at);
            values[path] = session_.value(at);
            if (made.control == no_index) continue;
            labels[path] = session_.label(made.control, at);
            if (selects(made)) choices[path] = offered(at, made);
        }
        std::vector<std::string> wrong;
        for (const xforms::Violation& one : session_.violations()) {
            wrong.push_back(one.path + ":" + std::string(xforms::name(one.rule)));
        }
        std::sort(wrong.begin(), wrong.end());
        json::array violations(wrong.begin(), wrong.end());
        steps_.push_back(json::object{
            {"values", std::move(values)},
            {"labels", std::move(labels)},
            {"choices", std::move(choices)},
            {"violations", std::move(violations)}});
    }

    /// "bd=Ba Đình;hk=Hoàn Kiếm"
    std::string offered(Session::Node at, const FormNode& made) {
        std::string all;
        for (const auto& choice : session_.choices(made.control, at)) {
            all += (all.empty() ? "" : ";") + choice.value + "=" + choice.label;
        }
        return all;
    }

    std::shared_ptr<const Form> form_;
    Session session_;
    std::mt19937_64 random_;
    Day today_;
    bool rough_;
    json::array steps_;
};

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error(ErrorKind::not_found, path + ": không đọc được (cannot be read)");
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int argc, char** argv) {
    const bool rough = argc > 1 && std::string_view(argv[1]) == "--rough";
    if (rough) {
        ++argv;
        --argc;
    }
    if (argc < 5) {
        std::cerr << "usage: form_differential [--rough] SEED SESSIONS NOW FORM.xml…\n";
        return 2;
    }
    try {
        const std::uint64_t seed = std::stoull(argv[1]);
        const int sessions = std::stoi(argv[2]);
        const auto now = parse_moment(argv[3]);
        if (!now) throw Error(ErrorKind::invalid, std::string(argv[3]) + ": không phải thời điểm (not a moment)");
        json::object all;
        for (int file = 4; file < argc; ++file) {
            const std::string path = argv[file];
            const std::string folder = path.substr(0, path.rfind('/') + 1);
            const auto beside = [&](const std::string& name) -> std::optional<std::string> {
                std::ifstream in(folder + name, std::ios::binary);
                if (!in) return std::nullopt;
                return std::string(std::istreambuf_iterator<char>(in), {});
            };
            const auto form = Form::read(read_file(path), path, beside);
            json::array cases;
            for (int number = 0; number < sessions; ++number) {
                cases.push_back(Filler(form, seed + static_cast<std::uint64_t>(number), *now, rough).run());
            }
            all[path] = std::move(cases);
        }
        std::cout << json::serialize(all) << "\n";
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << "\n";
        return 1;
    }
}
