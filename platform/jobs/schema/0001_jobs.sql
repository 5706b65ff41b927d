CREATE TABLE job (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    progress DOUBLE PRECISION NOT NULL,
    message TEXT NOT NULL,
    input TEXT NOT NULL,
    result TEXT NOT NULL,
    scheme BIGINT NOT NULL,
    account BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    cancel_asked BIGINT NOT NULL,
    runner BIGINT,
    heartbeat BIGINT,
    created BIGINT NOT NULL,
    finished BIGINT
);

CREATE INDEX job_by_state ON job (state, created, id);
CREATE INDEX job_by_scheme ON job (scheme, created, id);
