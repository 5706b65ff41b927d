CREATE TABLE round (
    id BIGINT PRIMARY KEY,
    scheme BIGINT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    year BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    design TEXT NOT NULL,
    design_version BIGINT NOT NULL,
    design_sha256 TEXT NOT NULL,
    method BIGINT NOT NULL,
    form BIGINT NOT NULL,
    simulated BIGINT NOT NULL,
    created_by BIGINT NOT NULL,
    created BIGINT NOT NULL,
    frame_sha256 TEXT NOT NULL,
    frame_report TEXT NOT NULL,
    seed TEXT NOT NULL,
    seed_origin TEXT NOT NULL,
    sample_sha256 TEXT NOT NULL,
    report_sha256 TEXT NOT NULL,
    collection_from BIGINT,
    collection_to BIGINT,
    revision BIGINT,
    publish_at BIGINT,
    correction_reason TEXT NOT NULL
);
CREATE INDEX round_scheme ON round (scheme);

CREATE TABLE round_step (
    id BIGINT PRIMARY KEY,
    round BIGINT NOT NULL REFERENCES round (id),
    time BIGINT NOT NULL,
    account BIGINT NOT NULL,
    account_name TEXT NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX round_step_round ON round_step (round, id);

CREATE TABLE round_unit (
    round BIGINT NOT NULL REFERENCES round (id),
    sequence BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    level TEXT NOT NULL,
    code TEXT NOT NULL,
    unit BIGINT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    province TEXT NOT NULL,
    stratum_group TEXT NOT NULL,
    pi DOUBLE PRECISION NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    stratum TEXT NOT NULL,
    psu TEXT NOT NULL,
    reserve BIGINT NOT NULL,
    position BIGINT NOT NULL,
    status TEXT NOT NULL,
    codes BIGINT NOT NULL,
    PRIMARY KEY (round, level, code)
);
CREATE INDEX round_unit_parent ON round_unit (round, parent);
CREATE INDEX round_unit_code ON round_unit (round, code);
CREATE UNIQUE INDEX round_unit_sequence ON round_unit (round, sequence);

CREATE TABLE round_place (
    id BIGINT PRIMARY KEY,
    round BIGINT NOT NULL REFERENCES round (id),
    village TEXT NOT NULL,
    number BIGINT NOT NULL,
    pi DOUBLE PRECISION NOT NULL,
    reserve BIGINT NOT NULL,
    position BIGINT NOT NULL,
    status TEXT NOT NULL
);
CREATE UNIQUE INDEX round_place_village ON round_place (round, village, number);

CREATE TABLE round_replacement (
    id BIGINT PRIMARY KEY,
    round BIGINT NOT NULL REFERENCES round (id),
    level TEXT NOT NULL,
    parent TEXT NOT NULL,
    out_code TEXT NOT NULL,
    in_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    document TEXT NOT NULL,
    time BIGINT NOT NULL,
    account BIGINT NOT NULL,
    account_name TEXT NOT NULL
);
CREATE INDEX round_replacement_round ON round_replacement (round, id);

CREATE TABLE round_supplement (
    round BIGINT NOT NULL REFERENCES round (id),
    number BIGINT NOT NULL,
    village TEXT NOT NULL,
    places BIGINT NOT NULL,
    seed TEXT NOT NULL,
    document TEXT NOT NULL,
    time BIGINT NOT NULL,
    account BIGINT NOT NULL,
    PRIMARY KEY (round, number)
);

CREATE TABLE round_data (
    round BIGINT NOT NULL REFERENCES round (id),
    number BIGINT NOT NULL,
    cut_off BIGINT NOT NULL,
    cells_sha256 TEXT NOT NULL,
    log_sha256 TEXT NOT NULL,
    received BIGINT NOT NULL,
    used BIGINT NOT NULL,
    rules TEXT NOT NULL,
    time BIGINT NOT NULL,
    account BIGINT NOT NULL,
    PRIMARY KEY (round, number)
);

CREATE TABLE round_trial (
    round BIGINT NOT NULL REFERENCES round (id),
    number BIGINT NOT NULL,
    data BIGINT NOT NULL,
    figures_sha256 TEXT NOT NULL,
    figures_file TEXT NOT NULL,
    figures BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    revision BIGINT,
    time BIGINT NOT NULL,
    account BIGINT NOT NULL,
    PRIMARY KEY (round, number)
);
