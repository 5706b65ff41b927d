#pragma once

#include "platform/base/time.h"
#include "platform/db/db.h"
#include "platform/files/files.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"
#include "platform/settings/settings.h"
#include "platform/view/view.h"

namespace longdan::http {
class PageCache;
}

namespace longdan {

/// What every feature stands on, made once in app/program.cpp and in the tests' fixture. A feature takes what it needs
/// from here in its constructor and keeps references.
struct Ground {
    const settings::Settings& settings;
    const Clock& clock;
    db::Database& database;
    files::Store& files;
    jobs::Runner& jobs;
    view::Pages& pages;
    http::Router& router;
    http::PageCache& page_cache;
};

}  // namespace longdan
