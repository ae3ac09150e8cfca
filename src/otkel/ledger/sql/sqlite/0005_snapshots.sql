-- What streams came to, up to a position: a cache, made again from the events at any time.
CREATE TABLE snapshot (
    stream   TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    bytes    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
