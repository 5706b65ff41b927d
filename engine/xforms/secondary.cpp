#include "engine/xforms/secondary.h"

#include "engine/xforms/tree_builder.h"
#include "engine/xforms/xml.h"

namespace longdan::xforms {
namespace {

constexpr std::string_view last_saved = "jr://instance/last-saved";

/// "jr://file-csv/xa.csv" -> "xa.csv"
std::string file_name(std::string_view source) {
    const std::size_t slash = source.rfind('/');
    return std::string(slash == std::string_view::npos ? source : source.substr(slash + 1));
}

}  // namespace

SecondaryTrees::SecondaryTrees(std::shared_ptr<xpath::Names> names, FormFiles files)
    : names_(std::move(names)), files_(std::move(files)) {}

void SecondaryTrees::add_inline(std::string id, xpath::Tree tree) {
    auto entry = std::make_unique<Entry>();
    entry->id = std::move(id);
    entry->tree = std::make_unique<xpath::Tree>(std::move(tree));
    entries_.push_back(std::move(entry));
}

void SecondaryTrees::add_external(std::string id, std::string source) {
    auto entry = std::make_unique<Entry>();
    entry->id = std::move(id);
    entry->source = std::move(source);
    entries_.push_back(std::move(entry));
}

SecondaryTrees::Entry* SecondaryTrees::entry(std::string_view id) const {
    const std::lock_guard lock(guard_);
    for (const auto& one : entries_) {
        if (one->id == id) return one.get();
    }
    // pulldata('xa', …) and pulldata('xa.csv', …) read xa.csv without a declaration.
    auto added = std::make_unique<Entry>();
    added->id = id;
    added->source = "jr://file-csv/" + std::string(id);
    if (!added->source.ends_with(".csv")) added->source += ".csv";
    entries_.push_back(std::move(added));
    return entries_.back().get();
}

bool SecondaryTrees::is_last_saved(std::string_view id) const { return entry(id)->source == last_saved; }

const xpath::Tree* SecondaryTrees::find(std::string_view id) const {
    Entry* found = entry(id);
    std::call_once(found->once, [&] { load(*found); });
    return found->tree.get();
}

void SecondaryTrees::load(Entry& entry) const {
    if (entry.tree) return;
    if (entry.source == last_saved) {
        entry.tree = std::make_unique<xpath::Tree>(names_);
        return;
    }
    const std::string name = file_name(entry.source);
    const auto bytes = files_ ? files_(name) : std::nullopt;
    if (!bytes) return;
    auto tree = std::make_unique<xpath::Tree>(names_);
    if (name.ends_with(".csv")) {
        add_csv(*tree, *bytes, name);
    } else if (name.ends_with(".geojson")) {
        add_geojson(*tree, *bytes, name);
    } else {
        const xml::Document document(*bytes, name);
        add_xml(*tree, xpath::Tree::root, document.root());
    }
    entry.tree = std::move(tree);
}

}  // namespace longdan::xforms
