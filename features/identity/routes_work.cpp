#include "features/identity/audit.h"
#include "features/identity/routes.h"
#include "platform/base/text.h"

#include <algorithm>
#include <cmath>

namespace longdan::identity {
namespace {

constexpr int entries_per_page = 100;
constexpr int jobs_shown = 100;
constexpr std::string_view verify_kind = "identity.verify_audit";

std::string vietnamese_state(jobs::State state) {
    switch (state) {
        case jobs::State::waiting:
            return "Đang chờ";
        case jobs::State::running:
            return "Đang chạy";
        case jobs::State::done:
            return "Đã xong";
        case jobs::State::failed:
            return "Hỏng";
        case jobs::State::cancelled:
            return "Đã hủy";
    }
    return "";
}

class WorkRoutes {
  public:
    WorkRoutes(Identity& identity, Identity::State& state) : identity_(identity), state_(state) {}

    http::Response inbox(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        InboxPage document;
        document.display_name = access.display_name();
        document.today = state_.ground.clock.today();
        document.items = state_.ground.database.read([&](db::Transaction& tx) { return identity_.inbox(tx, access); });
        return state_.ground.pages.page(request, inbox_view, document);
    }

    http::Response audit(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        if (!access.may_somewhere(Permission::audit_read)) {
            throw Error(ErrorKind::forbidden, "Trang này dành cho người được giao xem nhật ký");
        }
        http::FormReader query(request.query);
        AuditFilter filter;
        filter.before = query.maybe_integer("truoc", "Trước mục", 1, std::numeric_limits<std::int64_t>::max())
                            .value_or(std::numeric_limits<std::int64_t>::max());
        filter.subject = cleaned(request.query.find("doi-tuong").value_or(""));
        const bool all = access.may_everywhere(Permission::audit_read);
        if (!all) filter.schemes = access.schemes(Permission::audit_read);
        AuditPage document;
        document.scheme = std::string(request.query.find("de-an").value_or(""));
        document.subject = filter.subject;
        document.may_verify = all;
        if (const auto scheme = SchemeId::parse(document.scheme)) {
            access.require(Permission::audit_read, *scheme);
            filter.schemes = {*scheme};
        }
        state_.ground.database.read([&](db::Transaction& tx) { fill(tx, access, filter, document); });
        return state_.ground.pages.page(request, audit_view, document);
    }

    http::Response verify_audit(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        if (!access.may_everywhere(Permission::audit_read)) {
            throw Error(
                ErrorKind::forbidden, "Kiểm tra toàn bộ nhật ký chỉ dành cho quản trị và người kiểm tra của hệ thống"
            );
        }
        const auto job = state_.ground.database.write([&](db::Transaction& tx) {
            return state_.ground.jobs.enqueue(
                tx, {.kind = std::string(verify_kind),
                     .title = "Kiểm tra chuỗi nhật ký",
                     .input = "{}",
                     .scheme = 0,
                     .account = access.account().value}
            );
        });
        return identity_.redirect(request, "/lam-viec/cong-viec/" + job.text(), "Đã bắt đầu kiểm tra nhật ký.");
    }

    http::Response jobs(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        JobsPage document;
        state_.ground.database.read([&](db::Transaction& tx) {
            std::vector<std::int64_t> schemes = {0};
            for (const SchemeId scheme : access.schemes(Permission::round_read)) schemes.push_back(scheme.value);
            for (const jobs::Job& job : state_.ground.jobs.list(tx, schemes, jobs_shown)) {
                if (sees(access, job)) document.jobs.push_back(item(tx, access, job));
            }
        });
        return state_.ground.pages.page(request, jobs_view, document);
    }

    http::Response job(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const JobItem document = state_.ground.database.read([&](db::Transaction& tx) {
            return item(tx, access, require_job(tx, request));
        });
        return state_.ground.pages.page(request, job_view, document);
    }

    http::Response cancel(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const std::string address = state_.ground.database.write([&](db::Transaction& tx) {
            const jobs::Job job = require_job(tx, request);
            if (!may_cancel(access, job))
                throw Error(ErrorKind::forbidden, "Bạn không dừng được công việc của người khác");
            if (job.state != jobs::State::waiting && job.state != jobs::State::running) {
                throw Error(ErrorKind::conflict, "Công việc đã kết thúc, không còn gì để dừng");
            }
            state_.ground.jobs.cancel(tx, job.id);
            identity_.audit(
                tx, access,
                {.action = "job.cancelled",
                 .subject = "job:" + job.id.text(),
                 .scheme = SchemeId{job.scheme},
                 .summary = "Dừng công việc: " + job.title,
                 .before = std::string(jobs::name(job.state)),
                 .after = "cancelled"}
            );
            return "/lam-viec/cong-viec/" + job.id.text();
        });
        return identity_.redirect(request, address, "Đã yêu cầu dừng công việc.");
    }

  private:
    void fill(db::Transaction& tx, const Access& access, const AuditFilter& filter, AuditPage& document) const {
        const auto schemes = identity_.schemes(tx);
        for (const AuditLine& line : audit_page(tx, filter, entries_per_page)) {
            document.entries.push_back({
                .number = line.number,
                .recorded = line.recorded,
                .account_name = line.account_name,
                .action = line.action,
                .subject = line.subject,
                .scheme_name = line.scheme ? scheme_name(schemes, line.scheme) : "Hệ thống",
                .summary = line.summary,
                .hash = line.hash,
            });
        }
        if (document.entries.size() == entries_per_page) document.next_before = document.entries.back().number;
        for (const Scheme& scheme : schemes) {
            if (access.may(Permission::audit_read, scheme.id))
                document.schemes.push_back({scheme.id.text(), scheme.name});
        }
        if (!document.may_verify) return;
        const auto head = tx.query_one("SELECT number, hash FROM identity_audit_head WHERE id = 1");
        document.head_number = head->integer("number");
        document.head_hash = head->text("hash");
    }

    /// One's own, those of schemes whose rounds one may see for all units, and those of the installation for its
    /// administrators.
    static bool sees(const Access& access, const jobs::Job& job) {
        if (job.account == access.account().value) return true;
        if (job.scheme == 0) return access.may_everywhere(Permission::scheme_manage);
        return access.may(Permission::round_read, SchemeId{job.scheme});
    }

    static bool may_cancel(const Access& access, const jobs::Job& job) {
        if (job.account == access.account().value) return true;
        return access.may(Permission::account_manage, SchemeId{job.scheme});
    }

    jobs::Job require_job(db::Transaction& tx, const http::Request& request) const {
        auto job = state_.ground.jobs.find(tx, request.id<jobs::JobId>("job"));
        if (!job || !sees(Identity::access(request), *job)) {
            throw Error(ErrorKind::not_found, "Không tìm thấy công việc này");
        }
        return std::move(*job);
    }

    JobItem item(db::Transaction& tx, const Access& access, const jobs::Job& job) const {
        const bool open = job.state == jobs::State::waiting || job.state == jobs::State::running;
        return {
            .id = job.id.text(),
            .title = job.title,
            .state = std::string(jobs::name(job.state)),
            .state_text = vietnamese_state(job.state),
            .done = static_cast<std::int64_t>(std::floor(job.progress * 100)),
            .total = 100,
            .message = job.message,
            .started_by = identity_.display_name_of(tx, AccountId{job.account}),
            .created = job.created,
            .finished = job.finished,
            .may_cancel = open && may_cancel(access, job),
        };
    }

    Identity& identity_;
    Identity::State& state_;
};

}  // namespace

std::vector<InboxItem> Identity::inbox(db::Transaction& tx, const Access& access) const {
    std::vector<InboxItem> items;
    for (const InboxProvider& provider : state_->inbox)
        std::ranges::move(provider(tx, access), std::back_inserter(items));
    std::ranges::stable_sort(items, [](const InboxItem& a, const InboxItem& b) {
        constexpr Day never{std::numeric_limits<std::int32_t>::max()};
        return a.due.value_or(never) < b.due.value_or(never);
    });
    return items;
}

void add_work_routes(Identity& identity, Identity::State& state) {
    state.ground.jobs.define(std::string(verify_kind), [&identity, &state](jobs::Context& context) {
        context.progress(0, "Đang đọc chuỗi nhật ký");
        const std::int64_t entries =
            state.ground.database.read([&](db::Transaction& tx) { return identity.verify_audit(tx); });
        context.progress(1, "Chuỗi nguyên vẹn: " + std::to_string(entries) + " mục khớp mã băm");
        return "{\"entries\":" + std::to_string(entries) + "}";
    });
    const auto routes = std::make_shared<const WorkRoutes>(identity, state);
    const auto to = [routes](http::Response (WorkRoutes::*handler)(const http::Request&) const) {
        return [routes, handler](const http::Request& request) { return ((*routes).*handler)(request); };
    };
    http::Router& router = state.ground.router;
    router.get("/lam-viec", to(&WorkRoutes::inbox));
    router.get("/lam-viec/nhat-ky", to(&WorkRoutes::audit));
    router.post("/lam-viec/nhat-ky/kiem-tra", to(&WorkRoutes::verify_audit));
    router.get("/lam-viec/cong-viec", to(&WorkRoutes::jobs));
    router.get("/lam-viec/cong-viec/{job}", to(&WorkRoutes::job), {.formats = "json"});
    router.post("/lam-viec/cong-viec/{job}/huy", to(&WorkRoutes::cancel));
}

}  // namespace longdan::identity
