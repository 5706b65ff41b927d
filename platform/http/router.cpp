#include "platform/base/text.h"
#include "platform/http/http.h"

#include <array>
#include <stdexcept>

namespace longdan::http {

namespace {

constexpr std::size_t method_count = 6;

std::string_view method_name(Method method) {
    constexpr std::array<std::string_view, method_count> names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    return names[static_cast<std::size_t>(method)];
}

std::vector<std::string_view> segments_of(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return {};
    return split(path, '/');
}

bool lists(std::string_view formats, std::string_view format) {
    for (const std::string_view one : split(formats, ',')) {
        if (trimmed(one) == format) return true;
    }
    return false;
}

}  // namespace

struct Router::Node {
    struct Route {
        std::string pattern;
        std::vector<std::string> names;
        Handler handler;
        RouteOptions options;
        std::string formats;
    };
    using Routes = std::array<std::unique_ptr<Route>, method_count>;

    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    Routes routes;
    Routes rest;

    static const Route* pick(const Routes& routes, Method method) {
        const Route* route = routes[static_cast<std::size_t>(method)].get();
        if (!route && method == Method::head) route = routes[static_cast<std::size_t>(Method::get)].get();
        return route;
    }
    static bool any(const Routes& routes) {
        for (const auto& route : routes) {
            if (route) return true;
        }
        return false;
    }

    struct Found {
        const Route* route = nullptr;
        std::vector<std::string> values;
        bool last_is_literal = true;
        bool path_known = false;
    };

    /// Depth first, literals before parameters before the rest; goes on when a path is known by another method only.
    /// `format`: only routes that list it count.
    bool search(
        const std::vector<std::string_view>& segments, std::size_t at, Method method, std::string_view format,
        Found& found
    ) const {
        if (at == segments.size() && accept(routes, method, format, found)) return true;
        if (at < segments.size() && !segments[at].empty()) {
            if (const auto next = literals.find(segments[at]); next != literals.end()) {
                found.last_is_literal = true;
                if (next->second->search(segments, at + 1, method, format, found)) return true;
            }
            if (parameter) {
                found.values.emplace_back(segments[at]);
                found.last_is_literal = false;
                if (parameter->search(segments, at + 1, method, format, found)) return true;
                found.values.pop_back();
            }
        }
        if (at < segments.size() && any(rest)) {
            std::string tail;
            for (std::size_t i = at; i < segments.size(); ++i) {
                if (i > at) tail += '/';
                tail += segments[i];
            }
            found.values.push_back(std::move(tail));
            found.last_is_literal = false;
            if (accept(rest, method, format, found)) return true;
            found.values.pop_back();
        }
        return false;
    }

    static bool accept(const Routes& routes, Method method, std::string_view format, Found& found) {
        for (const auto& route : routes) {
            if (route && (format.empty() || lists(route->formats, format))) found.path_known = true;
        }
        const Route* route = pick(routes, method);
        if (!route || (!format.empty() && !lists(route->formats, format))) return false;
        found.route = route;
        return true;
    }

    void list(std::vector<std::string>& out) const {
        for (const Routes* set : {&routes, &rest}) {
            for (std::size_t i = 0; i < method_count; ++i) {
                if ((*set)[i]) out.push_back(std::string(method_name(Method(i))) + " " + (*set)[i]->pattern);
            }
        }
        for (const auto& [literal, node] : literals) node->list(out);
        if (parameter) parameter->list(out);
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(Method method, std::string pattern, Handler handler, RouteOptions options) {
    if (!pattern.starts_with('/')) throw std::logic_error("a route starts with '/': " + pattern);
    Node* node = root_.get();
    auto route = std::make_unique<Node::Route>();
    bool rest = false;
    for (const std::string_view segment : segments_of(pattern)) {
        if (rest || segment.empty()) throw std::logic_error("malformed route: " + pattern);
        if (segment.front() == '{' && segment.back() == '}') {
            std::string_view name = segment.substr(1, segment.size() - 2);
            rest = name.ends_with("...");
            if (rest) name.remove_suffix(3);
            route->names.emplace_back(name);
            if (rest) continue;
            if (!node->parameter) node->parameter = std::make_unique<Node>();
            node = node->parameter.get();
        } else {
            auto& next = node->literals[std::string(segment)];
            if (!next) next = std::make_unique<Node>();
            node = next.get();
        }
    }
    auto& place = (rest ? node->rest : node->routes)[static_cast<std::size_t>(method)];
    if (place) throw std::logic_error("the same route twice: " + pattern + " and " + place->pattern);
    route->pattern = std::move(pattern);
    route->handler = std::move(handler);
    route->formats = std::string(options.formats);
    route->options = options;
    route->options.formats = route->formats;
    place = std::move(route);
}

void Router::get(std::string pattern, Handler handler, RouteOptions options) {
    add(Method::get, std::move(pattern), std::move(handler), options);
}
void Router::post(std::string pattern, Handler handler, RouteOptions options) {
    add(Method::post, std::move(pattern), std::move(handler), options);
}
void Router::put(std::string pattern, Handler handler, RouteOptions options) {
    add(Method::put, std::move(pattern), std::move(handler), options);
}
void Router::patch(std::string pattern, Handler handler, RouteOptions options) {
    add(Method::patch, std::move(pattern), std::move(handler), options);
}
void Router::delete_(std::string pattern, Handler handler, RouteOptions options) {
    add(Method::delete_, std::move(pattern), std::move(handler), options);
}

Router::Match Router::match(Method method, std::string_view path) const {
    Node::Found whole;
    const bool found = root_->search(segments_of(path), 0, method, {}, whole);
    Node::Found chosen = whole;
    std::string format;
    if (!found || !whole.last_is_literal) {
        // The longest ending first: "x.metadata.json" is metadata.json before it is json.
        const auto slash = path.rfind('/');
        for (auto dot = path.find('.', slash == std::string_view::npos ? 0 : slash + 2); dot != std::string_view::npos;
             dot = path.find('.', dot + 1)) {
            const std::string_view ending = path.substr(dot + 1);
            if (ending.empty()) break;
            Node::Found cut;
            if (root_->search(segments_of(path.substr(0, dot)), 0, method, ending, cut)) {
                chosen = std::move(cut);
                format = ending;
                break;
            }
            chosen.path_known = chosen.path_known || cut.path_known;
        }
    }
    Match match;
    match.path_known = chosen.path_known;
    if (!chosen.route) return match;
    match.handler = &chosen.route->handler;
    match.options = &chosen.route->options;
    match.pattern = chosen.route->pattern;
    match.format = std::move(format);
    for (std::size_t i = 0; i < chosen.values.size(); ++i) {
        match.parameters.emplace_back(chosen.route->names[i], std::move(chosen.values[i]));
    }
    return match;
}

std::string Router::allowed(std::string_view path) const {
    std::string out;
    for (std::size_t i = 0; i < method_count; ++i) {
        if (!match(Method(i), path).handler) continue;
        if (!out.empty()) out += ", ";
        out += method_name(Method(i));
    }
    return out;
}

std::vector<std::string> Router::listing() const {
    std::vector<std::string> out;
    root_->list(out);
    return out;
}

}  // namespace longdan::http
