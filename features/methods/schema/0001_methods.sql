CREATE TABLE method (
    id BIGINT NOT NULL PRIMARY KEY,
    scheme BIGINT NOT NULL,
    code TEXT NOT NULL,
    version TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (scheme, code, version)
);

CREATE TABLE questionnaire (
    id BIGINT NOT NULL PRIMARY KEY,
    scheme BIGINT NOT NULL,
    code TEXT NOT NULL,
    version TEXT NOT NULL,
    method BIGINT NOT NULL REFERENCES method (id),
    sha256 TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (scheme, code, version)
);
CREATE INDEX questionnaire_method ON questionnaire (method);
