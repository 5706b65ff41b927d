#include "features/units/slugs.h"

#include "platform/base/text.h"

namespace longdan::units {

Slugs::Slugs(const std::map<UnitId, Draft>& drafts, const std::map<std::string, UnitId>& taken) : drafts_(drafts) {
    for (const auto& [text, id] : taken) {
        used_.insert(text);
        slugs_[id] = text;
    }
    for (const Level level :
         {Level::country, Level::region, Level::province, Level::ministry, Level::district, Level::commune})
        for (const bool current : {true, false}) assign(level, current);
}

void Slugs::assign(Level level, bool current) {
    for (const auto& [id, draft] : drafts_) {
        const bool in_force = !draft.versions.back().valid_to.has_value();
        if (draft.level != level || in_force != current || slugs_.contains(id)) continue;
        std::string text = plain(draft);
        if (used_.contains(text) && level == Level::province) text += "-truoc-sap-nhap";
        if (used_.contains(text)) text += "-" + slug(draft.versions.back().code);
        if (used_.contains(text)) text += "-" + draft.epoch;
        used_.insert(text);
        slugs_[id] = std::move(text);
    }
}

std::string Slugs::plain(const Draft& draft) {
    const Version& last = draft.versions.back();
    switch (draft.level) {
        case Level::country:
            return "viet-nam";
        case Level::province:
        case Level::ministry:
            return slug(last.name);
        case Level::region:
            return slug(last.full_name);
        case Level::district:
        case Level::commune:
            break;
    }
    std::string text = slug(last.full_name);
    for (UnitId above = last.parent; above;) {
        const Draft& parent = drafts_.at(above);
        if (parent.level == Level::country) break;
        text += "-" + place_slug(above, parent);
        above = parent.versions.back().parent;
    }
    return text;
}

const std::string& Slugs::place_slug(UnitId id, const Draft& draft) {
    auto& text = places_[id];
    if (text.empty())
        text = slug(draft.level == Level::province ? draft.versions.back().name : draft.versions.back().full_name);
    return text;
}

}  // namespace longdan::units
