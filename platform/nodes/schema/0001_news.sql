CREATE TABLE node_news (
    id BIGINT NOT NULL PRIMARY KEY,
    node BIGINT NOT NULL,
    posted BIGINT NOT NULL,
    tag TEXT NOT NULL
);
CREATE INDEX node_news_posted ON node_news (posted);
