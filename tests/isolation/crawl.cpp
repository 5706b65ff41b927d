#include "tests/isolation/crawl.h"

#include <algorithm>
#include <optional>

namespace longdan::isolation {
namespace {

/// No row has this id, and it has as many digits as a real one, so that answers differ in nothing else.
constexpr std::string_view unknown_id = "777000111222333444";

struct Route {
    std::string text;  ///< "GET /x/{scheme}"
    http::Method method = http::Method::get;
    std::string pattern;
    std::vector<std::string> parameters;
};

std::optional<http::Method> method_of(std::string_view name) {
    if (name == "GET") return http::Method::get;
    if (name == "POST") return http::Method::post;
    if (name == "PUT") return http::Method::put;
    if (name == "PATCH") return http::Method::patch;
    if (name == "DELETE") return http::Method::delete_;
    return std::nullopt;
}

std::string name_of_parameter(std::string_view inside) {
    const auto end = inside.find_first_of(".:");
    return std::string(inside.substr(0, end));
}

std::optional<Route> parsed(const std::string& line) {
    const auto blank = line.find(' ');
    const auto method = method_of(std::string_view(line).substr(0, blank));
    if (!method || blank == std::string::npos) return std::nullopt;
    Route route{line, *method, line.substr(blank + 1), {}};
    for (auto at = route.pattern.find('{'); at != std::string::npos; at = route.pattern.find('{', at + 1)) {
        const auto end = route.pattern.find('}', at);
        route.parameters.push_back(name_of_parameter(std::string_view(route.pattern).substr(at + 1, end - at - 1)));
    }
    return route;
}

/// The pattern with its parameters replaced, in order.
std::string filled(const Route& route, const std::vector<std::string>& values) {
    std::string out;
    std::size_t next = 0;
    for (std::size_t at = 0; at < route.pattern.size(); ++at) {
        if (route.pattern[at] != '{') {
            out += route.pattern[at];
            continue;
        }
        out += values[next++];
        at = route.pattern.find('}', at);
    }
    return out;
}

std::string replaced(std::string text, const std::string& what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

class Crawler {
  public:
    explicit Crawler(const Walk& walk) : walk_(walk) {}

    Report run() {
        std::vector<std::string> before;
        for (const Owner& owner : walk_.owners) before.push_back(state_of(owner));
        for (const std::string& line : walk_.router->listing()) {
            const auto route = parsed(line);
            const bool skipped = !route || std::ranges::find(walk_.skipped, route->pattern) != walk_.skipped.end();
            if (!skipped) walk_route(*route);
        }
        for (std::size_t i = 0; i < walk_.owners.size(); ++i) {
            if (state_of(walk_.owners[i]) != before[i]) {
                report_.findings.push_back(
                    "rows of " + walk_.owners[i].name + " were changed by somebody of another owner"
                );
            }
        }
        return std::move(report_);
    }

  private:
    std::string state_of(const Owner& owner) const { return walk_.state ? walk_.state(owner) : std::string(); }

    bool knows(const std::string& parameter) const {
        return walk_.common.contains(parameter) ||
               std::ranges::any_of(walk_.owners, [&](const Owner& owner) { return owner.ids.contains(parameter); });
    }

    void walk_route(const Route& route) {
        if (!std::ranges::all_of(route.parameters, [&](const std::string& one) { return knows(one); })) {
            report_.not_walked.push_back(route.text);
            return;
        }
        for (const Owner& owner : walk_.owners) {
            for (const Person& person : owner.people) {
                if (route.method == http::Method::get) see_own(route, owner, person);
                for (const Owner& other : walk_.owners) {
                    if (&other != &owner) reach_for(route, owner, person, other);
                }
            }
        }
    }

    /// Pages of one's own, where nothing of another owner may stand.
    void see_own(const Route& route, const Owner& owner, const Person& person) {
        for (const auto& values : combinations(route, owner)) {
            const Answer answer = ask(route, filled(route, values), person, {});
            look_for_markers(route.text, owner, person, answer.body);
        }
    }

    /// Another owner's ids, in the address and in query or form: answered like ids that do not exist.
    void reach_for(const Route& route, const Owner& owner, const Person& person, const Owner& other) {
        if (route.parameters.empty()) {
            reach_by_field(route, owner, person, other);
            return;
        }
        const bool owned =
            std::ranges::any_of(route.parameters, [&](const std::string& one) { return other.ids.contains(one); });
        if (!owned) return;
        for (const auto& values : combinations(route, other)) {
            std::vector<std::string> unknown = values;
            std::vector<std::string> ids;
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (!other.ids.contains(route.parameters[i])) continue;
                ids.push_back(values[i]);
                unknown[i] = unknown_id;
            }
            const Answer foreign = ask(route, filled(route, values), person, {});
            const Answer nothing = ask(route, filled(route, unknown), person, {});
            compare(route.text, owner, person, foreign, nothing, ids);
        }
    }

    void reach_by_field(const Route& route, const Owner& owner, const Person& person, const Owner& other) {
        for (const auto& [field, kind] : walk_.fields) {
            const auto ids = other.ids.find(kind);
            if (ids == other.ids.end()) continue;
            for (const std::string& id : ids->second) {
                const Answer foreign = ask(route, route.pattern, person, {{field, id}});
                const Answer nothing = ask(route, route.pattern, person, {{field, std::string(unknown_id)}});
                compare(route.text + " " + field + "=…", owner, person, foreign, nothing, {id});
            }
        }
    }

    struct Answer {
        int status = 0;
        std::string body;
    };
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    Answer ask(const Route& route, const std::string& path, const Person& person, const Pairs& fields) {
        http::Request request;
        request.method = route.method;
        request.target = path;
        request.principal = person.principal;
        request.request_id = "crawl";
        if (route.method == http::Method::get) {
            for (const auto& [name, value] : fields) request.target += "?" + name + "=" + value;
        } else {
            for (const auto& [name, value] : fields) request.form.add(name, value);
            for (const auto& [name, value] : walk_.form) {
                if (!request.form.find(name)) request.form.add(name, value);
            }
            request.form.add("_csrf", person.principal.csrf_token);
        }
        ++report_.requests;
        const http::Response response = walk_.send(std::move(request));
        return {response.status, walk_.body(response)};
    }

    void compare(
        const std::string& what, const Owner& owner, const Person& person, const Answer& foreign, const Answer& nothing,
        const std::vector<std::string>& ids
    ) {
        look_for_markers(what, owner, person, foreign.body);
        if (foreign.status >= 500) find(what, owner, person, "answered " + std::to_string(foreign.status));
        if (foreign.status != nothing.status) {
            find(
                what, owner, person,
                "a foreign id is answered " + std::to_string(foreign.status) + ", one that does not exist " +
                    std::to_string(nothing.status)
            );
            return;
        }
        std::string same = foreign.body;
        for (const std::string& id : ids) same = replaced(same, id, unknown_id);
        if (same != nothing.body)
            find(what, owner, person, "a foreign id and one that does not exist get different pages");
    }

    void look_for_markers(const std::string& what, const Owner& owner, const Person& person, const std::string& body) {
        for (const Owner& other : walk_.owners) {
            if (&other != &owner && body.find(other.marker) != std::string::npos) {
                find(what, owner, person, "shows what belongs to " + other.name);
            }
        }
    }

    void find(const std::string& what, const Owner& owner, const Person& person, const std::string& trouble) {
        report_.findings.push_back(what + " as " + person.role + " of " + owner.name + ": " + trouble);
    }

    /// Every choice of values for the route's parameters, ids those of the owner.
    std::vector<std::vector<std::string>> combinations(const Route& route, const Owner& owner) const {
        std::vector<std::vector<std::string>> all = {{}};
        for (const std::string& parameter : route.parameters) {
            const auto own = owner.ids.find(parameter);
            const auto shared = walk_.common.find(parameter);
            const auto& values = own != owner.ids.end()         ? own->second
                                 : shared != walk_.common.end() ? shared->second
                                                                : none_;
            std::vector<std::vector<std::string>> longer;
            for (const auto& start : all) {
                for (const std::string& value : values) {
                    longer.push_back(start);
                    longer.back().push_back(value);
                }
            }
            all = std::move(longer);
        }
        return all;
    }

    const Walk& walk_;
    Report report_;
    const std::vector<std::string> none_;
};

}  // namespace

Report crawl(const Walk& walk) { return Crawler(walk).run(); }

}  // namespace longdan::isolation
