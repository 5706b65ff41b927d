DROP INDEX access_code_point;
CREATE INDEX access_code_point ON access_code (round, point);
