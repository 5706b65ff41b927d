CREATE TABLE unit (
    id BIGINT PRIMARY KEY,
    level TEXT NOT NULL,
    epoch TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE
);

CREATE TABLE unit_version (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    english_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_id BIGINT NOT NULL,
    region_id BIGINT NOT NULL,
    doubt TEXT NOT NULL,
    PRIMARY KEY (unit_id, valid_from)
);

CREATE TABLE unit_succession (
    from_id BIGINT NOT NULL REFERENCES unit (id),
    to_id BIGINT NOT NULL REFERENCES unit (id),
    day BIGINT NOT NULL,
    relation TEXT NOT NULL,
    evidence TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id)
);

CREATE TABLE unit_scope_change (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    day BIGINT NOT NULL,
    what TEXT NOT NULL,
    doubt TEXT NOT NULL,
    PRIMARY KEY (unit_id, day)
);

CREATE TABLE unit_population (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    year BIGINT NOT NULL,
    source TEXT NOT NULL,
    quality TEXT NOT NULL,
    people BIGINT,
    urban_share DOUBLE PRECISION,
    area_km2 DOUBLE PRECISION,
    PRIMARY KEY (unit_id, year, source, quality)
);

CREATE TABLE unit_tile (
    epoch TEXT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    grid_row BIGINT NOT NULL,
    grid_column BIGINT NOT NULL,
    PRIMARY KEY (epoch, unit_id)
);

CREATE TABLE unit_doubt (
    doubt TEXT PRIMARY KEY,
    vietnamese TEXT NOT NULL,
    english TEXT NOT NULL
);

CREATE TABLE unit_seed (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    sha256 TEXT NOT NULL
);
