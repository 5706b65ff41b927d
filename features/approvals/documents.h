#pragma once

#include "features/approvals/approvals.h"
#include "platform/view/view.h"

#include <optional>
#include <string>
#include <vector>

namespace longdan::approvals {

struct DossierItem {
    std::string id;
    std::string title;
    std::string scheme_name;
    std::string state;
    std::string state_text;
    Moment changed;
    bool waits_for_me = false;
    LONGDAN_DOCUMENT(DossierItem, id, title, scheme_name, state, state_text, changed, waits_for_me)
};

struct DossiersPage {
    std::vector<DossierItem> dossiers;
    std::string state;  ///< filter; empty: all
    LONGDAN_DOCUMENT(DossiersPage, dossiers, state)
};
inline constexpr view::View<DossiersPage> dossiers_view{"approvals/dossiers"};

struct HistoryItem {
    std::string state;
    std::string state_text;
    Moment time;
    std::string account_name;
    std::string reason;
    std::string file_sha256;
    LONGDAN_DOCUMENT(HistoryItem, state, state_text, time, account_name, reason, file_sha256)
};

struct DecisionItem {
    std::string document_number;
    Day day;
    std::string signer;
    std::string signer_title;
    std::string on_behalf_of;
    std::string approver;
    LONGDAN_DOCUMENT(DecisionItem, document_number, day, signer, signer_title, on_behalf_of, approver)
};

/// What the person typed in the form of a decision that was refused.
struct TypedDecision {
    std::string document_number;
    std::string day;
    std::string signer;
    std::string signer_title;
    std::string on_behalf_of;
    std::string reason;
    LONGDAN_DOCUMENT(TypedDecision, document_number, day, signer, signer_title, on_behalf_of, reason)
};

struct DossierPage {
    std::string id;
    std::string title;
    std::string scheme_name;
    std::string address;  ///< page of the subject; empty: none
    std::string state;
    std::string state_text;
    std::string file_name;
    std::string file_sha256;
    std::int64_t file_size = 0;
    bool file_intact = false;  ///< the stored bytes still have the hash
    std::vector<SummaryLine> summary;
    std::vector<HistoryItem> history;  ///< newest first
    std::optional<DecisionItem> decision;
    std::string signed_sha256;
    bool may_submit = false;
    bool may_decide = false;
    bool had_a_part = false;  ///< may decide in general, but not this one
    bool may_attach = false;
    std::string refused_form;  ///< "approve", "return", "attach"
    TypedDecision typed;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(
        DossierPage, id, title, scheme_name, address, state, state_text, file_name, file_sha256, file_size, file_intact,
        summary, history, decision, signed_sha256, may_submit, may_decide, had_a_part, may_attach, refused_form, typed,
        errors
    )
};
inline constexpr view::View<DossierPage> dossier_view{"approvals/dossier"};

}  // namespace longdan::approvals
