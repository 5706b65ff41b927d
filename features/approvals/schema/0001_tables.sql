CREATE TABLE approvals_dossier (
    id BIGINT NOT NULL PRIMARY KEY,
    scheme BIGINT NOT NULL,
    subject TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    address TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    summary TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_by BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    version BIGINT NOT NULL,
    document_number TEXT,
    document_day BIGINT,
    signer TEXT,
    signer_title TEXT,
    on_behalf_of TEXT,
    approver BIGINT,
    signed_sha256 TEXT
);
CREATE INDEX approvals_dossier_scheme ON approvals_dossier (scheme, changed);

-- Everybody who had a part in what is approved: none of them may approve it.
CREATE TABLE approvals_maker (
    dossier BIGINT NOT NULL REFERENCES approvals_dossier (id),
    account BIGINT NOT NULL,
    PRIMARY KEY (dossier, account)
);

CREATE TABLE approvals_step (
    dossier BIGINT NOT NULL REFERENCES approvals_dossier (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    recorded BIGINT NOT NULL,
    account BIGINT NOT NULL,
    account_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    PRIMARY KEY (dossier, number)
);
