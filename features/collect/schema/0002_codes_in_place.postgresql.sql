DROP INDEX access_code_point;
CREATE INDEX access_code_point ON access_code (round, point);
ALTER TABLE access_code SET (fillfactor = 60);
