#pragma once

#include "engine/xforms/form.h"
#include "engine/xpath/tree.h"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::xforms {

/// The lists of a form as trees. Those in the form are read with it; files beside it when they are first asked for, by
/// whichever thread comes first.
class SecondaryTrees {
  public:
    SecondaryTrees(std::shared_ptr<xpath::Names> names, FormFiles files);

    void add_inline(std::string id, xpath::Tree tree);
    /// `source` as the form says: "jr://file-csv/xa.csv", "jr://instance/last-saved".
    void add_external(std::string id, std::string source);

    /// The tree of an instance. An id that the form does not declare is looked for as `id`.csv beside the form, as
    /// pulldata does. Null when there is none. Throws Error(invalid) when the file is there but cannot be read.
    const xpath::Tree* find(std::string_view id) const;
    /// True when choices and values come from a file that is not there, or from what a device sent last: nothing can be
    /// said of them.
    bool missing(std::string_view id) const { return find(id) == nullptr || is_last_saved(id); }
    bool is_last_saved(std::string_view id) const;

  private:
    struct Entry {
        std::string id;
        std::string source;
        std::once_flag once;
        std::unique_ptr<xpath::Tree> tree;
    };
    void load(Entry& entry) const;
    Entry* entry(std::string_view id) const;

    std::shared_ptr<xpath::Names> names_;
    FormFiles files_;
    mutable std::mutex guard_;  ///< of entries_, which grows by files that only pulldata names
    mutable std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace longdan::xforms
