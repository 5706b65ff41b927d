// Written by the program from its documents; do not edit. See ui/README.md.

export interface DecisionItem {
    document_number: string;
    day: string;
    signer: string;
    signer_title: string;
    on_behalf_of: string;
    approver: string;
}

export interface DossierItem {
    id: string;
    title: string;
    scheme_name: string;
    state: string;
    state_text: string;
    changed: string;
    waits_for_me: boolean;
}

export interface DossierPage {
    id: string;
    title: string;
    scheme_name: string;
    address: string;
    state: string;
    state_text: string;
    file_name: string;
    file_sha256: string;
    file_size: number;
    file_intact: boolean;
    summary: Array<SummaryLine>;
    history: Array<HistoryItem>;
    decision: DecisionItem | null;
    signed_sha256: string;
    may_submit: boolean;
    may_decide: boolean;
    had_a_part: boolean;
    may_attach: boolean;
    refused_form: string;
    typed: TypedDecision;
    errors: Array<FieldMessage>;
}

export interface DossiersPage {
    dossiers: Array<DossierItem>;
    state: string;
}

export interface FieldMessage {
    field: string;
    message: string;
}

export interface HistoryItem {
    state: string;
    state_text: string;
    time: string;
    account_name: string;
    reason: string;
    file_sha256: string;
}

export interface SummaryLine {
    label: string;
    value: string;
}

export interface TypedDecision {
    document_number: string;
    day: string;
    signer: string;
    signer_title: string;
    on_behalf_of: string;
    reason: string;
}

declare module "../components/view" {
    interface Views {
        "approvals/dossiers": DossiersPage;
        "approvals/dossier": DossierPage;
    }
}
