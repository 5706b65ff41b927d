CREATE TABLE result_revision (
    id BIGINT PRIMARY KEY,
    scheme_id BIGINT NOT NULL,
    round_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    index_code TEXT NOT NULL,
    year BIGINT NOT NULL,
    title TEXT NOT NULL,
    method TEXT NOT NULL,
    method_version TEXT NOT NULL,
    form TEXT NOT NULL,
    form_version TEXT NOT NULL,
    sample_seed TEXT NOT NULL,
    frame_hash TEXT NOT NULL,
    cells_hash TEXT NOT NULL,
    cut_off BIGINT NOT NULL,
    computed BIGINT NOT NULL,
    reason TEXT NOT NULL,
    corrects_id BIGINT REFERENCES result_revision (id),
    simulated BIGINT NOT NULL,
    evidence TEXT NOT NULL,
    minimum_n BIGINT NOT NULL,
    figures_hash TEXT NOT NULL,
    decision TEXT NOT NULL,
    approved BIGINT,
    publish_at BIGINT,
    UNIQUE (round_id, number)
);
CREATE INDEX result_revision_publication ON result_revision (publish_at);

CREATE TABLE result_figure (
    revision_id BIGINT NOT NULL REFERENCES result_revision (id),
    series TEXT NOT NULL,
    indicator TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    breakdown TEXT NOT NULL,
    value DOUBLE PRECISION,
    se DOUBLE PRECISION,
    ci_low DOUBLE PRECISION,
    ci_high DOUBLE PRECISION,
    n BIGINT NOT NULL,
    df DOUBLE PRECISION,
    unit_rank BIGINT,
    flag TEXT NOT NULL,
    hidden BIGINT NOT NULL,
    PRIMARY KEY (revision_id, series, indicator, unit_id, breakdown)
);

CREATE TABLE published_figure (
    position BIGINT PRIMARY KEY,
    index_code TEXT NOT NULL,
    year BIGINT NOT NULL,
    indicator TEXT NOT NULL,
    ranked_group TEXT NOT NULL,
    unit_id BIGINT,
    label TEXT NOT NULL,
    value DOUBLE PRECISION,
    printed TEXT NOT NULL,
    unit_rank BIGINT,
    source TEXT NOT NULL,
    note TEXT NOT NULL,
    status TEXT NOT NULL
);
CREATE INDEX published_figure_year ON published_figure (index_code, year);
CREATE INDEX published_figure_unit ON published_figure (unit_id);

CREATE TABLE published_indicator (
    index_code TEXT NOT NULL,
    indicator TEXT NOT NULL,
    position BIGINT NOT NULL,
    section TEXT NOT NULL,
    measure TEXT NOT NULL,
    name TEXT NOT NULL,
    english_name TEXT NOT NULL,
    PRIMARY KEY (index_code, indicator)
);

CREATE TABLE published_break (
    position BIGINT PRIMARY KEY,
    index_code TEXT NOT NULL,
    ranked_group TEXT NOT NULL,
    year BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sentence TEXT NOT NULL,
    english_sentence TEXT NOT NULL,
    source TEXT NOT NULL
);

CREATE TABLE published_edition (
    index_code TEXT NOT NULL,
    year BIGINT NOT NULL,
    published_on BIGINT,
    PRIMARY KEY (index_code, year)
);

CREATE TABLE published_seed (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    sha256 TEXT NOT NULL
);
