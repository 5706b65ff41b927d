#include "features/approvals/documents.h"
#include "features/approvals/rules.h"

#include <algorithm>
#include <filesystem>

namespace longdan::approvals {
namespace {

using identity::Access;
using identity::AccountId;
using identity::Identity;
using identity::Permission;

constexpr std::string_view list_address = "/lam-viec/phe-duyet";
constexpr std::size_t largest_signed_file = 64u << 20;

std::string address_of(DossierId id) { return std::string(list_address) + "/" + id.text(); }

/// A name that can stand in a header as it is.
std::string header_name(std::string_view name, std::string_view otherwise) {
    std::string plain;
    for (const char sign : name) {
        const bool kept = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
                          (sign >= '0' && sign <= '9') || sign == '.' || sign == '-' || sign == '_';
        if (kept) plain += sign;
    }
    return plain.empty() || plain.front() == '.' ? std::string(otherwise) : plain;
}

std::string typed(const http::Request& request, std::string_view name) {
    return std::string(request.form.find(name).value_or(""));
}

/// What the notice says when the act was done.
std::string_view said_of(std::string_view act) {
    if (act == "submit") return "Đã trình hồ sơ.";
    if (act == "return") return "Đã trả lại hồ sơ.";
    if (act == "approve") return "Đã phê duyệt hồ sơ.";
    return "Đã gắn bản ký vào hồ sơ.";
}

}  // namespace

/// Handlers of the pages; Approvals::add_routes gives them their addresses.
class ApprovalRoutes {
  public:
    ApprovalRoutes(Approvals& approvals, Approvals::Rules& rules) : approvals_(approvals), rules_(rules) {}

    http::Response list(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        DossiersPage document;
        const auto state = store::state_of(request.query.find("trang-thai").value_or(""));
        if (state) document.state = name(*state);
        rules_.ground.database.read([&](db::Transaction& tx) {
            for (const DossierLine& line : approvals_.list(tx, access, state)) {
                const auto scheme = rules_.identity.find_scheme(tx, line.scheme);
                document.dossiers.push_back({
                    .id = line.id.text(),
                    .title = line.title,
                    .scheme_name = scheme ? scheme->name : std::string(),
                    .state = std::string(name(line.state)),
                    .state_text = std::string(vietnamese_name(line.state)),
                    .changed = line.changed,
                    .waits_for_me = line.waits_for_me,
                });
            }
        });
        return rules_.ground.pages.page(request, dossiers_view, document);
    }

    http::Response show(const http::Request& request) const { return page(request, {}, {}); }

    http::Response file(const http::Request& request) const {
        const store::Stored stored = seen(request);
        return download(stored.dossier.file_sha256, header_name(stored.dossier.file_name, "ho-so.bin"));
    }

    http::Response signed_file(const http::Request& request) const {
        const store::Stored stored = seen(request);
        if (stored.dossier.signed_sha256.empty()) throw Error(ErrorKind::not_found, "Hồ sơ chưa có bản ký");
        return download(stored.dossier.signed_sha256, "ban-ky-" + stored.dossier.id.text() + ".pdf");
    }

    http::Response submit(const http::Request& request) const {
        return act(request, "submit", [&](db::Transaction& tx, const Access& access, DossierId id) {
            approvals_.submit(tx, access, id);
        });
    }

    http::Response give_back(const http::Request& request) const {
        return act(request, "return", [&](db::Transaction& tx, const Access& access, DossierId id) {
            approvals_.return_(tx, access, id, typed(request, "reason"));
        });
    }

    http::Response approve(const http::Request& request) const {
        return act(request, "approve", [&](db::Transaction& tx, const Access& access, DossierId id) {
            http::FormReader form(request.form);
            Decision decision;
            decision.file_sha256 = typed(request, "file_sha256");
            decision.document_number = form.text("document_number", "Số văn bản", 100);
            decision.day = form.day("day", "Ngày văn bản").value_or(Day{});
            decision.signer = form.text("signer", "Người ký", 200);
            decision.signer_title = form.text("signer_title", "Chức vụ người ký", 200);
            decision.on_behalf_of = form.text("on_behalf_of", "Ký thay", 200, false);
            form.require_ok();
            approvals_.approve(tx, access, id, decision);
        });
    }

    http::Response attach_signed(const http::Request& request) const {
        const store::Stored stored = seen(request);
        if (!may_attach(Identity::access(request), stored)) {
            throw Error(ErrorKind::forbidden, "Bạn không gắn được bản ký vào hồ sơ này");
        }
        const auto upload = std::ranges::find(request.uploads, "signed", &http::Upload::field);
        std::string pdf;
        if (upload != request.uploads.end() && upload->size > 0)
            pdf = rules_.ground.files.put_file(upload->path).sha256;
        return act(request, "attach", [&](db::Transaction& tx, const Access& access, DossierId id) {
            if (pdf.empty()) throw Error(ErrorKind::invalid, "Chưa có tệp", {{"signed", "Bản ký: hãy chọn tệp PDF"}});
            approvals_.attach_signed(tx, access, id, pdf);
        });
    }

  private:
    using Act = std::function<void(db::Transaction&, const Access&, DossierId)>;

    http::Response act(const http::Request& request, const std::string& which, const Act& work) const {
        const Access& access = Identity::access(request);
        const DossierId id = seen(request).dossier.id;
        try {
            rules_.ground.database.write([&](db::Transaction& tx) { work(tx, access, id); });
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::invalid || error.fields().empty()) throw;
            return page(request, which, view::field_messages(error.fields()));
        }
        return rules_.identity.redirect(request, address_of(id), said_of(which));
    }

    store::Stored seen(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        auto stored = rules_.ground.database.read([&](db::Transaction& tx) {
            return store::find(tx, request.id<DossierId>("dossier"));
        });
        const auto schemes = Approvals::Rules::seen_schemes(access);
        if (!stored || std::ranges::find(schemes, stored->dossier.scheme) == schemes.end()) {
            throw Error(ErrorKind::not_found, "Không tìm thấy hồ sơ này");
        }
        return std::move(*stored);
    }

    http::Response download(const std::string& sha256, const std::string& file_name) const {
        http::Response response;
        response.file = rules_.ground.files.path(sha256);
        response.content_type = "application/octet-stream";
        response.header("Content-Disposition", "attachment; filename=\"" + file_name + "\"");
        response.header("Cache-Control", "private, no-store");
        return response;
    }

    static bool may_attach(const Access& access, const store::Stored& stored) {
        const identity::SchemeId scheme = stored.dossier.scheme;
        return access.may(Permission::approval_decide, scheme) || access.may(Permission::approval_submit, scheme);
    }

    http::Response page(
        const http::Request& request, const std::string& refused_form, std::vector<view::FieldMessage> errors
    ) const {
        const store::Stored stored = seen(request);
        DossierPage document = rules_.ground.database.read([&](db::Transaction& tx) {
            return filled(tx, Identity::access(request), stored);
        });
        document.refused_form = refused_form;
        document.typed = {typed(request, "document_number"), typed(request, "day"),          typed(request, "signer"),
                          typed(request, "signer_title"),    typed(request, "on_behalf_of"), typed(request, "reason")};
        document.errors = std::move(errors);
        const int status = document.errors.empty() ? 200 : 422;
        return rules_.ground.pages.page(request, dossier_view, document, status);
    }

    DossierPage filled(db::Transaction& tx, const Access& access, const store::Stored& stored) const {
        const Dossier& dossier = stored.dossier;
        const auto scheme = rules_.identity.find_scheme(tx, dossier.scheme);
        DossierPage document;
        document.id = dossier.id.text();
        document.title = dossier.title;
        document.scheme_name = scheme ? scheme->name : std::string();
        document.address = dossier.address;
        document.state = name(dossier.state);
        document.state_text = vietnamese_name(dossier.state);
        document.file_name = dossier.file_name;
        document.file_sha256 = dossier.file_sha256;
        document.file_intact =
            rules_.ground.files.has(dossier.file_sha256) && rules_.ground.files.intact(dossier.file_sha256);
        if (document.file_intact) {
            document.file_size =
                static_cast<std::int64_t>(std::filesystem::file_size(rules_.ground.files.path(dossier.file_sha256)));
        }
        document.summary = dossier.summary;
        for (const Step& step : dossier.history) {
            document.history.push_back(
                {std::string(name(step.to)), std::string(vietnamese_name(step.to)), step.time, step.account_name,
                 step.reason, step.file_sha256}
            );
        }
        std::ranges::reverse(document.history);
        if (const auto& decision = dossier.decision) {
            document.decision = {
                decision->document_number, decision->day,
                decision->signer,          decision->signer_title,
                decision->on_behalf_of,    rules_.identity.display_name_of(tx, dossier.approver.value_or(AccountId{}))};
        }
        document.signed_sha256 = dossier.signed_sha256;
        const bool had_a_part = std::ranges::find(stored.makers, access.account()) != stored.makers.end();
        const bool open = dossier.state == State::draft || dossier.state == State::returned;
        const bool decides =
            dossier.state == State::submitted && access.may(Permission::approval_decide, dossier.scheme);
        document.may_submit = open && access.may(Permission::approval_submit, dossier.scheme);
        document.may_decide = decides && !had_a_part;
        document.had_a_part = decides && had_a_part;
        document.may_attach = dossier.state == State::approved && may_attach(access, stored);
        return document;
    }

    Approvals& approvals_;
    Approvals::Rules& rules_;
};

void Approvals::add_routes() {
    const auto routes = std::make_shared<const ApprovalRoutes>(*this, *rules_);
    const auto at = [](std::string_view rest) { return std::string(list_address) + std::string(rest); };
    const auto to = [routes](http::Response (ApprovalRoutes::*handler)(const http::Request&) const) {
        return [routes, handler](const http::Request& request) { return ((*routes).*handler)(request); };
    };
    http::Router& router = rules_->ground.router;
    router.get(at(""), to(&ApprovalRoutes::list));
    router.get(at("/{dossier}"), to(&ApprovalRoutes::show));
    router.get(at("/{dossier}/tep"), to(&ApprovalRoutes::file));
    router.get(at("/{dossier}/ban-ky"), to(&ApprovalRoutes::signed_file));
    router.post(at("/{dossier}/trinh"), to(&ApprovalRoutes::submit));
    router.post(at("/{dossier}/tra-lai"), to(&ApprovalRoutes::give_back));
    router.post(at("/{dossier}/phe-duyet"), to(&ApprovalRoutes::approve));
    router.post(
        at("/{dossier}/ban-ky"), to(&ApprovalRoutes::attach_signed),
        {.body_limit = largest_signed_file + (1u << 20), .upload_limit = largest_signed_file, .body_seconds = 600}
    );
    rules_->identity.add_inbox([this](db::Transaction& tx, const Access& access) {
        std::vector<identity::InboxItem> items;
        for (const DossierLine& line : list(tx, access)) {
            if (!line.waits_for_me) continue;
            const auto scheme = rules_->identity.find_scheme(tx, line.scheme);
            items.push_back({
                .kind = "Phê duyệt",
                .title = line.title,
                .detail = std::string(vietnamese_name(line.state)) + (scheme ? " · " + scheme->name : std::string()),
                .address = address_of(line.id),
                .due = {},
            });
        }
        return items;
    });
}

void Approvals::declare_views(view::Catalogue& catalogue) {
    catalogue.add(dossiers_view);
    catalogue.add(dossier_view);
}

}  // namespace longdan::approvals
