#include "features/methods/documents.h"
#include "features/methods/state.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::methods {

const view::View<MethodList> methods_view{"methods/list"};
const view::View<MethodPage> method_view{"methods/method"};

namespace {

using http::Request;
using http::Response;

std::string said(const Text& text, bool english) { return english ? text.en : text.vi; }

std::string label_en(Standing standing) {
    switch (standing) {
        case Standing::confirmed:
            return "confirmed by a source";
        case Standing::derived:
            return "derived from published figures";
        case Standing::background:
            return "unconfirmed (general knowledge)";
        case Standing::working:
            return "unconfirmed (working wording)";
        case Standing::unknown:
            return "unknown";
    }
    return "unknown";
}

Sureness sureness(const Provenance& provenance, bool english) {
    return {
        std::string(name(provenance.standing)),
        english ? label_en(provenance.standing) : std::string(label_vi(provenance.standing)), provenance.source,
        provenance.remark};
}

std::string hundredths(std::int64_t value) { return vietnamese_number(static_cast<double>(value) / 100.0, 2); }

/// The weights of the last part, in thousandths, for which two parts can print their total.
CheckView check_view(const PublishedCheck& check) {
    CheckView view;
    view.year = check.year;
    for (const std::int64_t part : check.parts) view.parts.push_back(hundredths(part));
    view.total = hundredths(check.total);
    view.source = check.source;
    const std::vector<std::int64_t> equal(check.parts.size(), 1);
    view.equal_fits = could_print(check.parts, equal, check.total);
    if (check.parts.size() != 2) return view;
    for (std::int64_t weight = 0; weight <= 1000; ++weight) {
        const std::int64_t weights[] = {1000 - weight, weight};
        if (!could_print(check.parts, weights, check.total)) continue;
        const std::string text = vietnamese_number(static_cast<double>(weight) / 1000.0, 3);
        if (view.weight_low.empty()) view.weight_low = text;
        view.weight_high = text;
    }
    return view;
}

int items_below(const AggregationNode& node) {
    int items = static_cast<int>(node.items.size());
    for (const AggregationNode& child : node.children) items += items_below(child);
    return items;
}

int items_under(const Method& method, const std::string& code) {
    auto items =
        std::count_if(method.items.begin(), method.items.end(), [&](const Item& item) { return item.group == code; });
    int below = static_cast<int>(items);
    for (const Group& group : method.groups) {
        if (group.parent == code) below += items_under(method, group.code);
    }
    return below;
}

void add_nodes(const AggregationNode& node, int depth, bool english, std::vector<NodeView>& out) {
    out.push_back(
        {node.code, said(node.label, english), std::string(name(node.rule)), depth, items_below(node),
         sureness(node.provenance, english)}
    );
    for (const AggregationNode& child : node.children) add_nodes(child, depth + 1, english, out);
}

MethodPage method_page(const Method& method, bool english) {
    MethodPage page;
    page.code = method.code;
    page.version = method.version;
    page.title = said(method.title, english);
    page.document = method.document;
    page.first_year = method.first_year;
    page.last_year = method.last_year;
    page.remark = method.remark;
    page.sha256 = method.sha256;
    page.minimum_n = method.minimum_n;
    page.minimum_sure = sureness(method.minimum_n_provenance, english);
    page.sources = method.sources;
    for (const Scale& scale : method.scales) {
        ScaleView view{said(scale.label, english), {}, sureness(scale.provenance, english)};
        for (const ScaleLevel& level : scale.levels) {
            view.levels.push_back({level.code, said(level.label, english), level.satisfied});
        }
        page.scales.push_back(std::move(view));
    }
    std::map<std::string, int> depths;
    for (const Group& group : method.groups) {
        const int depth = group.parent.empty() ? 0 : depths[group.parent] + 1;
        depths[group.code] = depth;
        GroupView view;
        view.code = group.code;
        view.label = said(group.label, english);
        view.depth = depth;
        view.items_stated = group.items_stated;
        view.items_below = items_under(method, group.code);
        view.sure = sureness(group.provenance, english);
        for (const Item& item : method.items) {
            if (item.group != group.code) continue;
            const Scale* scale = method.scale(item.scale);
            view.items.push_back(
                {item.code, said(item.label, english), scale ? said(scale->label, english) : "",
                 std::string(name(item.base)), item.multiple, sureness(item.provenance, english)}
            );
        }
        page.groups.push_back(std::move(view));
    }
    add_nodes(method.tree, 0, english, page.nodes);
    for (const PublishedCheck& check : method.checks) page.checks.push_back(check_view(check));
    return page;
}

MethodList method_list(db::Transaction& tx, const Methods& methods, bool english) {
    MethodList list;
    for (const auto& method : methods.list_methods(tx, {})) {
        const auto confirmed = std::count_if(method->items.begin(), method->items.end(), [](const Item& item) {
            return item.provenance.standing == Standing::confirmed;
        });
        list.methods.push_back(
            {method->code, method->version, said(method->title, english), method->document, method->first_year,
             method->last_year, static_cast<int>(method->items.size()), static_cast<int>(confirmed)}
        );
    }
    std::sort(list.methods.begin(), list.methods.end(), [](const MethodLink& a, const MethodLink& b) {
        return a.first_year > b.first_year;
    });
    for (const auto& form : methods.list_forms(tx, {})) {
        const auto measured = methods.method(tx, form->method);
        list.forms.push_back(
            {form->code, form->version, xforms::text_in(form->plan->title(), english ? "en" : "vi"),
             measured->code + " " + measured->version, static_cast<int>(form->plan->questions().size())}
        );
    }
    return list;
}

}  // namespace

void Methods::declare_views(view::Catalogue& catalogue) {
    catalogue.add(methods_view);
    catalogue.add(method_view);
}

void Methods::add_routes() {
    Ground& ground = state_->ground;
    const auto english = [](const Request& request) { return request.language == http::Language::english; };
    const auto kept = [](Response response) {
        response.cache = http::CachePolicy{{"methods"}, std::nullopt};
        return response;
    };
    ground.router.get(
        "/phuong-phap",
        [this, &ground, english, kept](const Request& request) {
            const MethodList list =
                ground.database.read([&](db::Transaction& tx) { return method_list(tx, *this, english(request)); });
            return kept(ground.pages.page(request, methods_view, list));
        },
        {.formats = "json"}
    );
    ground.router.get(
        "/phuong-phap/{code}",
        [this, &ground, english, kept](const Request& request) {
            const auto version = request.query.find("phien-ban");
            const auto method = ground.database.read([&](db::Transaction& tx) {
                return find_method(tx, request.parameter("code"), version.value_or(""));
            });
            if (!method) throw Error(ErrorKind::not_found, "Không có phương pháp này");
            return kept(ground.pages.page(request, method_view, method_page(*method, english(request))));
        },
        {.formats = "json"}
    );
}

}  // namespace longdan::methods
