CREATE TABLE collection (
    id BIGINT NOT NULL PRIMARY KEY,
    round BIGINT NOT NULL,
    scheme BIGINT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    evidence BIGINT NOT NULL,
    form BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    runner TEXT NOT NULL,
    results_at TEXT NOT NULL,
    anonymous BIGINT NOT NULL,
    simulated BIGINT NOT NULL,
    opens BIGINT NOT NULL,
    closes BIGINT NOT NULL,
    is_open BIGINT NOT NULL
);
CREATE INDEX collection_round ON collection (round);

CREATE TABLE sampling_point (
    round BIGINT NOT NULL,
    point BIGINT NOT NULL,
    psu BIGINT NOT NULL,
    stratum TEXT NOT NULL,
    unit BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (round, point)
) WITHOUT ROWID;

CREATE TABLE access_code (
    round BIGINT NOT NULL,
    hash TEXT NOT NULL,
    collection BIGINT NOT NULL,
    point BIGINT NOT NULL,
    state BIGINT NOT NULL,
    PRIMARY KEY (round, hash)
) WITHOUT ROWID;
CREATE INDEX access_code_point ON access_code (round, point, state);

CREATE TABLE submission (
    round BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    id BIGINT NOT NULL,
    collection BIGINT NOT NULL,
    form BIGINT NOT NULL,
    evidence BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    state BIGINT NOT NULL,
    violations BIGINT NOT NULL,
    point BIGINT NOT NULL,
    psu BIGINT NOT NULL,
    stratum TEXT NOT NULL,
    unit BIGINT NOT NULL,
    received_day BIGINT NOT NULL,
    received_at BIGINT,
    sha256 TEXT NOT NULL,
    receipt TEXT NOT NULL,
    answers BLOB NOT NULL,
    PRIMARY KEY (round, bucket, id)
) WITHOUT ROWID;
CREATE INDEX submission_receipt ON submission (round, receipt);
CREATE INDEX submission_unit ON submission (round, unit, evidence, state, received_day);

CREATE TABLE submission_raw (
    round BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    id BIGINT NOT NULL,
    raw BLOB NOT NULL,
    PRIMARY KEY (round, bucket, id)
) WITHOUT ROWID;

CREATE TABLE submission_event (
    round BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    day BIGINT NOT NULL,
    account BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (round, bucket, id, number)
) WITHOUT ROWID;

CREATE TABLE collect_secret (
    number BIGINT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL
);
