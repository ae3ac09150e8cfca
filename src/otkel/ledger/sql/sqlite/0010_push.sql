-- Where trucks are called by push: addresses of browsers, encrypted, each bound to one passage. A side table:
-- it proves nothing, and everything in it is removed when the passage ends.
CREATE TABLE push_address (
    number  INTEGER PRIMARY KEY,
    point   TEXT NOT NULL,
    passage INTEGER NOT NULL,
    token   BLOB NOT NULL UNIQUE,
    put_us  INTEGER NOT NULL,
    told_us INTEGER,
    sealed  BLOB NOT NULL
) STRICT;

CREATE INDEX push_address_by_passage ON push_address (point, passage);
