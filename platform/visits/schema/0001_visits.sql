-- Totals only: nothing here tells who came.
CREATE TABLE visit_day (
    day BIGINT NOT NULL PRIMARY KEY,
    visits BIGINT NOT NULL
);

CREATE TABLE visit_node (
    node BIGINT NOT NULL PRIMARY KEY,
    counted BIGINT NOT NULL,
    online BIGINT NOT NULL
);
