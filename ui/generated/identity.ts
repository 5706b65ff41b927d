// Written by the program from its documents; do not edit. See ui/README.md.

export interface AccountLine {
    id: string;
    name: string;
    display_name: string;
    home: string;
    roles: Array<string>;
    active: boolean;
    second_factor: boolean;
    has_password: boolean;
}

export interface AccountPage {
    id: string;
    name: string;
    display_name: string;
    home: string;
    active: boolean;
    second_factor: boolean;
    has_password: boolean;
    created: string;
    roles: Array<RoleItem>;
    may_change: boolean;
    is_own: boolean;
    reset_asked_by: string;
    may_confirm_reset: boolean;
    role_choices: Array<Choice>;
    scheme_choices: Array<Choice>;
    role: string;
    scheme: string;
    units: string;
    errors: Array<FieldMessage>;
}

export interface AccountsPage {
    accounts: Array<AccountLine>;
    search: string;
    page: number;
    per_page: number;
    total: number;
}

export interface AuditItem {
    number: number;
    recorded: string;
    account_name: string;
    action: string;
    subject: string;
    scheme_name: string;
    summary: string;
    hash: string;
}

export interface AuditPage {
    entries: Array<AuditItem>;
    schemes: Array<Choice>;
    scheme: string;
    subject: string;
    next_before: number | null;
    may_verify: boolean;
    head_number: number;
    head_hash: string;
}

export interface Choice {
    value: string;
    label: string;
}

export interface ChoosePasswordPage {
    token: string;
    name: string;
    display_name: string;
    errors: Array<FieldMessage>;
}

export interface CodePage {
    return_to: string;
    message: string;
}

export interface FieldMessage {
    field: string;
    message: string;
}

export interface InboxItem {
    kind: string;
    title: string;
    detail: string;
    address: string;
    due: string | null;
}

export interface InboxPage {
    display_name: string;
    items: Array<InboxItem>;
    today: string;
}

export interface JobItem {
    id: string;
    title: string;
    state: string;
    state_text: string;
    done: number;
    total: number;
    message: string;
    started_by: string;
    created: string;
    finished: string | null;
    may_cancel: boolean;
}

export interface JobsPage {
    jobs: Array<JobItem>;
}

export interface MergeItem {
    old_owner: string;
    new_owner: string;
    act: string;
    recorded: string;
}

export interface NewAccountPage {
    schemes: Array<Choice>;
    name: string;
    display_name: string;
    scheme: string;
    errors: Array<FieldMessage>;
}

export interface OwnAccountPage {
    name: string;
    display_name: string;
    roles: Array<RoleItem>;
    second_factor: boolean;
    recovery_codes: number;
    sessions: Array<SessionItem>;
    tokens: Array<TokenItem>;
    token_schemes: Array<Choice>;
    token_permissions: Array<Choice>;
    refused_form: string;
    errors: Array<FieldMessage>;
}

export interface RoleItem {
    role: string;
    role_name: string;
    scheme: string;
    scheme_name: string;
    units: Array<string>;
    may_revoke: boolean;
}

export interface SchemeLine {
    id: string;
    code: string;
    name: string;
    owner: string;
    closed: boolean;
}

export interface SchemePage {
    id: string;
    code: string;
    name: string;
    owner: string;
    parent: string;
    has_parent: boolean;
    share_with_parent: boolean;
    closed: boolean;
    may_merge: boolean;
    merges: Array<MergeItem>;
    refused_form: string;
    typed_name: string;
    new_owner: string;
    act: string;
    errors: Array<FieldMessage>;
}

export interface SchemesPage {
    schemes: Array<SchemeLine>;
    may_create: boolean;
    code: string;
    name: string;
    owner: string;
    parent: string;
    parents: Array<Choice>;
    errors: Array<FieldMessage>;
}

export interface SecondFactorPage {
    secret: string;
    qr_size: number;
    qr_path: string;
    errors: Array<FieldMessage>;
}

export interface SessionItem {
    id: string;
    created: string;
    last_seen: string;
    agent: string;
    current: boolean;
}

export interface ShownOncePage {
    title: string;
    explanation: string;
    values: Array<string>;
    back: string;
    back_label: string;
}

export interface SignInPage {
    name: string;
    return_to: string;
    message: string;
}

export interface TokenItem {
    id: string;
    name: string;
    scheme_name: string;
    permissions: Array<string>;
    created: string;
    expires: string;
    last_used: string | null;
    state: string;
}

declare module "../components/view" {
    interface Views {
        "identity/sign_in": SignInPage;
        "identity/code": CodePage;
        "identity/choose_password": ChoosePasswordPage;
        "identity/inbox": InboxPage;
        "identity/own_account": OwnAccountPage;
        "identity/second_factor": SecondFactorPage;
        "identity/shown_once": ShownOncePage;
        "identity/accounts": AccountsPage;
        "identity/new_account": NewAccountPage;
        "identity/account": AccountPage;
        "identity/schemes": SchemesPage;
        "identity/scheme": SchemePage;
        "identity/audit": AuditPage;
        "identity/jobs": JobsPage;
        "identity/job": JobItem;
    }
}
