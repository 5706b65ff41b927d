#include "features/collect/official_pages.h"
#include "features/collect/qr.h"
#include "platform/base/csv.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::collect {

using http::Request;
using http::Response;
using identity::Access;
using identity::Permission;

namespace {

constexpr int answers_on_a_page = 50;
constexpr int most_codes_of_a_print = 200;

class OfficialPages {
  public:
    OfficialPages(Collect& collect, Collect::State& state) : collect_(collect), state_(state) {}

    Response doors(const Request& request) {
        const Access& access = identity::Identity::access(request);
        access.require_signed_in();
        const DoorList list =
            state_.ground.database.read([&](db::Transaction& tx) { return door_list(tx, state_, access); });
        return state_.ground.pages.page(request, doors_view, list);
    }

    Response progress(const Request& request) {
        const ProgressPage page = progress_document(request, {});
        if (request.format != "csv") return state_.ground.pages.page(request, progress_view, page);
        std::string text = "\xEF\xBB\xBF";
        append_csv_row(
            text, {"Đơn vị", "Mã đã làm", "Đã nhận", "Hợp lệ", "Không hợp lệ", "Đã loại", "Phiếu mở", "Ngày cuối"}
        );
        for (const UnitProgress& unit : page.units) {
            append_csv_row(
                text, {unit.unit, std::to_string(unit.issued), std::to_string(unit.received),
                       std::to_string(unit.valid), std::to_string(unit.invalid), std::to_string(unit.voided),
                       std::to_string(unit.open), unit.last ? unit.last->vietnamese() : ""}
            );
        }
        return http::csv(std::move(text), "thu-thap-" + page.round + ".csv");
    }

    Response close(const Request& request) {
        const Access& access = identity::Identity::access(request);
        const auto id = request.id<CollectionId>("door");
        const Collection collection = state_.ground.database.write([&](db::Transaction& tx) {
            collect_.close_collection(tx, access, id);
            return collection_with(tx, access, id);
        });
        return after_change(request, collection, "Đã đóng cửa thu thập.");
    }

    Response reopen(const Request& request) {
        const Access& access = identity::Identity::access(request);
        const auto id = request.id<CollectionId>("door");
        http::FormReader form(request.form);
        const auto closes = form.moment("closes", "Thời điểm đóng");
        const std::string reason = form.text("reason", "Lý do", 500);
        form.require_ok();
        const Collection collection = state_.ground.database.write([&](db::Transaction& tx) {
            collect_.reopen_collection(tx, access, id, *closes, reason);
            return collection_with(tx, access, id);
        });
        return after_change(request, collection, "Đã mở lại cửa thu thập đến " + vietnamese(collection.closes) + ".");
    }

    Response codes(const Request& request) { return codes_page(request, {}, 200); }

    /// Makes codes for one place and answers with the sheet to print; they are never shown again.
    Response print(const Request& request) {
        const Access& access = identity::Identity::access(request);
        const auto id = request.id<CollectionId>("door");
        http::FormReader form(request.form);
        const auto wanted = form.integer("point", "Địa điểm", 1, INT64_MAX);
        const auto count = form.integer("count", "Số mã", 1, most_codes_of_a_print);
        const bool withdraw = form.checked("withdraw");
        if (!form.ok()) return codes_page(request, form.errors(), 422);
        PrintedCodes sheet;
        const auto issued = state_.ground.database.write([&](db::Transaction& tx) {
            const Collection collection = collection_with(tx, access, id);
            access.require(Permission::round_collect, collection.scheme);
            const SamplingPoint point = point_of(tx, collection.round, wanted);
            if (withdraw) collect_.withdraw_codes(tx, access, id, point.point, "in lại thư mời");
            sheet.title = collection.title;
            sheet.runner = collection.runner;
            sheet.label = point.label;
            sheet.closes = collection.closes;
            sheet.address = site(request) + "/khao-sat/" + collection.code;
            return collect_.issue_codes(tx, access, id, {point}, static_cast<int>(count));
        });
        for (const IssuedCode& code : issued) {
            const std::string address = sheet.address + "?ma=" + code.code;
            const QrCode qr = qr_code(address);
            sheet.codes.push_back({code.code, sheet.address, qr.path, qr.size});
        }
        Response response = state_.ground.pages.page(request, printed_view, sheet);
        response.header("Cache-Control", "no-store");
        return response;
    }

    Response answers(const Request& request) {
        const auto round = request.id<RoundId>("round");
        const Access& access = identity::Identity::access(request);
        const AnswerList list = state_.ground.database.read([&](db::Transaction& tx) {
            return answer_list(
                tx, state_, access, round, std::string(request.query.find("trang-thai").value_or("")),
                std::string(request.query.find("sau").value_or("0")), answers_on_a_page
            );
        });
        return state_.ground.pages.page(request, answers_view, list);
    }

    Response answer(const Request& request) { return answer_page(request, {}, 200); }

    Response change(const Request& request) {
        const auto round = request.id<RoundId>("round");
        const auto id = request.id<SubmissionId>("answer");
        const auto kind = request.form.find("viec") == "khoi-phuc" ? EventKind::restored : EventKind::voided;
        http::FormReader form(request.form);
        const std::string reason = form.text("reason", "Lý do", 500);
        if (!form.ok()) return answer_page(request, form.errors(), 422);
        state_.ground.database.write([&](db::Transaction& tx) {
            collect_.change_state(tx, identity::Identity::access(request), round, id, kind, reason);
        });
        return state_.identity.redirect(
            request, "/lam-viec/thu-thap/" + round.text() + "/phieu/" + id.text(),
            kind == EventKind::restored ? "Đã khôi phục phiếu." : "Đã loại phiếu khỏi số đếm."
        );
    }

  private:
    Collection collection_with(db::Transaction& tx, const Access& access, CollectionId id) {
        const auto row = tx.query_one(std::string(select_collection) + " WHERE id = :id", {{"id", id}});
        if (!row) no_such_page(access);
        return collection_of(*row);
    }

    SamplingPoint point_of(db::Transaction& tx, RoundId round, std::int64_t wanted) {
        for (const SamplingPoint& point : places_of(tx, state_, round)) {
            if (point.point == wanted) return point;
        }
        throw Error(ErrorKind::not_found, "Không có địa điểm này trong mẫu của đợt");
    }

    Response after_change(const Request& request, const Collection& collection, std::string_view done) {
        return state_.identity.redirect(request, "/lam-viec/thu-thap/" + collection.round.text(), done);
    }

    std::string site(const Request& request) const {
        const std::string& address = state_.ground.settings.public_address;
        if (!address.empty()) return address;
        return (request.secure ? "https://" : "http://") + request.host;
    }

    ProgressPage progress_document(const Request& request, std::vector<view::FieldMessage> errors) {
        const auto round = request.id<RoundId>("round");
        const Access& access = identity::Identity::access(request);
        ProgressPage page = state_.ground.database.read([&](db::Transaction& tx) {
            return progress_page(tx, collect_, state_, access, round);
        });
        page.errors = std::move(errors);
        return page;
    }

    Response codes_page(const Request& request, const std::vector<FieldError>& errors, int status) {
        const auto id = request.id<CollectionId>("door");
        const Access& access = identity::Identity::access(request);
        CodesPage page = state_.ground.database.read([&](db::Transaction& tx) {
            const Collection collection = collection_with(tx, access, id);
            access.require(Permission::round_collect, collection.scheme);
            return codes_document(tx, state_, collection);
        });
        page.errors = view::field_messages(errors);
        return state_.ground.pages.page(request, codes_view, page, status);
    }

    /// Reading a single answer is itself recorded, so the page is drawn from a writing transaction.
    Response answer_page(const Request& request, const std::vector<FieldError>& errors, int status) {
        const auto round = request.id<RoundId>("round");
        const auto id = request.id<SubmissionId>("answer");
        const Access& access = identity::Identity::access(request);
        AnswerPage page = state_.ground.database.write([&](db::Transaction& tx) {
            return answer_document(tx, collect_, state_, access, round, id);
        });
        page.errors = view::field_messages(errors);
        Response response = state_.ground.pages.page(request, answer_view, page, status);
        response.header("Cache-Control", "no-store");
        return response;
    }

    Collect& collect_;
    Collect::State& state_;
};

}  // namespace

void Collect::add_official_routes() {
    const auto pages = std::make_shared<OfficialPages>(*this, *state_);
    http::Router& router = state_->ground.router;
    router.get("/lam-viec/thu-thap", [pages](const Request& request) { return pages->doors(request); });
    router.get(
        "/lam-viec/thu-thap/{round}", [pages](const Request& request) { return pages->progress(request); },
        {.formats = "json,csv"}
    );
    router.post("/lam-viec/thu-thap/cua/{door}/dong", [pages](const Request& request) {
        return pages->close(request);
    });
    router.post("/lam-viec/thu-thap/cua/{door}/mo-lai", [pages](const Request& request) {
        return pages->reopen(request);
    });
    router.get("/lam-viec/thu-thap/cua/{door}/ma", [pages](const Request& request) { return pages->codes(request); });
    router.post("/lam-viec/thu-thap/cua/{door}/ma", [pages](const Request& request) { return pages->print(request); });
    router.get("/lam-viec/thu-thap/{round}/phieu", [pages](const Request& request) { return pages->answers(request); });
    router.get("/lam-viec/thu-thap/{round}/phieu/{answer}", [pages](const Request& request) {
        return pages->answer(request);
    });
    router.post("/lam-viec/thu-thap/{round}/phieu/{answer}", [pages](const Request& request) {
        return pages->change(request);
    });
}

}  // namespace longdan::collect
