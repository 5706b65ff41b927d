#pragma once

#include "features/identity/identity.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One way to have anything approved: a dossier with the exported file and its hash goes from draft to submitted, may
/// be returned with a reason, is approved by a person who had no part in making it, and is locked with the signed PDF.
namespace longdan::approvals {

struct DossierTag;
using DossierId = Id<DossierTag>;

enum class State {
    draft,      ///< being prepared; the file may still be replaced
    submitted,  ///< waits for a decision
    returned,   ///< sent back with a reason; the file may be replaced, then submitted again
    approved,   ///< decided, with document number, day and signer
    locked,     ///< the signed PDF is attached; nothing changes any more
};
std::string_view name(State state);             ///< "submitted"
std::string_view vietnamese_name(State state);  ///< "Chờ phê duyệt"

/// One line of what people read before they decide: "Chỉ số chung cả nước" "83,94 %".
struct SummaryLine {
    std::string label;
    std::string value;
    LONGDAN_DOCUMENT(SummaryLine, label, value)
};

struct NewDossier {
    identity::SchemeId scheme;
    std::string subject;      ///< kind and id: "revision:123"; one dossier a subject
    std::string title;        ///< "Kết quả SIPAS 2026, bản 1"
    std::string file_sha256;  ///< what is approved, in files::Store
    std::string file_name;    ///< as people get it: "sipas-2026-ban-1.csv"
    std::string address;      ///< page of the subject inside this site: "/lam-viec/dot/12/ban/123"; may be empty
    std::vector<SummaryLine> summary;
    /// Who made it, beside the person who opens the dossier: none of them may approve it.
    std::vector<identity::AccountId> makers;
};

/// What is recorded on approval. The signature itself is made outside; its PDF comes with attach_signed.
struct Decision {
    std::string file_sha256;      ///< the file the approver saw; refused when the dossier now holds another
    std::string document_number;  ///< "1234/QĐ-BNV"
    Day day;                      ///< of the document; not in the future
    std::string signer;           ///< "Nguyễn Văn A"
    std::string signer_title;     ///< "Thứ trưởng"
    std::string on_behalf_of;     ///< "KT. Bộ trưởng"; may be empty
};

/// One step in the history of a dossier.
struct Step {
    State to;
    Moment time;
    identity::AccountId account;
    std::string account_name;
    std::string reason;       ///< of a return
    std::string file_sha256;  ///< the file as it was then
};

struct Dossier {
    DossierId id;
    identity::SchemeId scheme;
    std::string subject;
    std::string title;
    std::string address;
    std::string file_sha256;
    std::string file_name;
    std::vector<SummaryLine> summary;
    State state = State::draft;
    identity::AccountId opened_by;
    Moment opened;
    std::optional<Decision> decision;             ///< when approved or locked
    std::optional<identity::AccountId> approver;  ///< who approved it here
    std::string signed_sha256;                    ///< the signed PDF, when locked
    std::vector<Step> history;                    ///< oldest first
};

/// What a person sees of the queue: without history.
struct DossierLine {
    DossierId id;
    identity::SchemeId scheme;
    std::string title;
    std::string subject;
    State state;
    Moment changed;
    bool waits_for_me = false;  ///< this person may decide it, or has to mend it
};

class Approvals {
  public:
    Approvals(Ground& ground, identity::Identity& identity);
    ~Approvals();

    void add_routes();
    static void declare_views(view::Catalogue& catalogue);

    /// Opens a draft. Needs approval.submit in the scheme. Refused: a file the store does not have, an empty title, a
    /// subject without kind, a subject that has a dossier (Error(conflict)).
    DossierId open(db::Transaction& tx, const identity::Access& access, const NewDossier& dossier);
    /// Replaces file and summary of a draft or returned dossier; the person becomes one of its makers.
    void replace_file(
        db::Transaction& tx, const identity::Access& access, DossierId id, const std::string& file_sha256,
        const std::string& file_name, const std::vector<SummaryLine>& summary
    );
    /// draft or returned -> submitted.
    void submit(db::Transaction& tx, const identity::Access& access, DossierId id);
    /// submitted -> returned; needs approval.decide and a reason.
    void return_(db::Transaction& tx, const identity::Access& access, DossierId id, std::string_view reason);
    /// submitted -> approved; needs approval.decide, and somebody who neither opened, made, replaced nor submitted it.
    /// The file is read again and must still have its hash.
    void approve(db::Transaction& tx, const identity::Access& access, DossierId id, const Decision& decision);
    /// approved -> locked; the stored file must be a PDF by its content.
    void attach_signed(
        db::Transaction& tx, const identity::Access& access, DossierId id, const std::string& pdf_sha256
    );

    /// Without asking who may see it: for features that own the subject.
    std::optional<Dossier> find(db::Transaction& tx, DossierId id) const;
    std::optional<Dossier> find_by_subject(db::Transaction& tx, std::string_view subject) const;
    /// Of the schemes in which the person may submit, decide or read rounds; newest change first.
    std::vector<DossierLine> list(
        db::Transaction& tx, const identity::Access& access, std::optional<State> state = std::nullopt, int limit = 200
    ) const;

    /// Every file and signed PDF of a dossier is in the store and still has its hash; returns how many were read,
    /// throws Error(conflict) naming the first dossier whose file is not. For `longdan verify`.
    std::int64_t verify_files(db::Transaction& tx) const;

    /// Runs in the transaction of the change, after the dossier was stored; what it throws refuses the change. One
    /// callback a kind ("revision" for subjects "revision:…").
    using StateChange = std::function<void(db::Transaction&, const identity::Access&, const Dossier&, State from)>;
    void on_state_change(std::string subject_kind, StateChange change);

    struct Rules;

  private:
    std::unique_ptr<Rules> rules_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::approvals
