CREATE TABLE identity_secret (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE identity_scheme (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    owner BIGINT NOT NULL,
    parent BIGINT REFERENCES identity_scheme (id),
    share_with_parent BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE identity_merge (
    id BIGINT NOT NULL PRIMARY KEY,
    scheme BIGINT NOT NULL REFERENCES identity_scheme (id),
    old_owner BIGINT NOT NULL,
    new_owner BIGINT NOT NULL,
    act TEXT NOT NULL,
    account BIGINT NOT NULL,
    recorded BIGINT NOT NULL
);

-- password is empty until the person has chosen one by a link; scheme 0: looked after by the installation.
CREATE TABLE identity_account (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    password TEXT NOT NULL,
    scheme BIGINT NOT NULL,
    active BIGINT NOT NULL,
    totp_secret TEXT NOT NULL,
    totp_pending TEXT NOT NULL,
    totp_last_step BIGINT NOT NULL,
    totp_reset_asked_by BIGINT NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX identity_account_scheme ON identity_account (scheme);

-- scheme 0: every scheme; unit 0: all units.
CREATE TABLE identity_grant (
    account BIGINT NOT NULL REFERENCES identity_account (id),
    role TEXT NOT NULL,
    scheme BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    given BIGINT NOT NULL,
    given_by BIGINT NOT NULL,
    PRIMARY KEY (account, role, scheme, unit)
);
CREATE INDEX identity_grant_scheme ON identity_grant (scheme);

-- Only hashes of tokens are kept. awaits_code: the password was right, the second factor is still to come.
CREATE TABLE identity_session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES identity_account (id),
    awaits_code BIGINT NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX identity_session_account ON identity_session (account);

CREATE TABLE identity_recovery (
    account BIGINT NOT NULL REFERENCES identity_account (id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (account, code_hash)
);

-- A link by which a person chooses the password once.
CREATE TABLE identity_password_link (
    token_hash TEXT NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES identity_account (id),
    expires BIGINT NOT NULL
);
CREATE INDEX identity_password_link_account ON identity_password_link (account);

CREATE TABLE identity_token (
    id BIGINT NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES identity_account (id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scheme BIGINT NOT NULL,
    permissions TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    last_used BIGINT,
    revoked BIGINT
);
CREATE INDEX identity_token_account ON identity_token (account);

-- subject: a digest of a sign-in name (known or not), of an address, of an account at its second factor.
CREATE TABLE identity_lockout (
    subject TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_failure BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

CREATE TABLE identity_audit (
    number BIGINT NOT NULL PRIMARY KEY,
    recorded BIGINT NOT NULL,
    account BIGINT NOT NULL,
    account_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    scheme BIGINT NOT NULL,
    summary TEXT NOT NULL,
    before_digest TEXT NOT NULL,
    after_digest TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX identity_audit_scheme ON identity_audit (scheme, number);
CREATE INDEX identity_audit_subject ON identity_audit (subject, number);

-- One row: the end of the chain. Every writer changes it, so two can never append the same number.
CREATE TABLE identity_audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO identity_audit_head (id, number, hash) VALUES (1, 0, '');
