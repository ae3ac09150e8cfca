-- Addresses to which events are sent, how far each was sent, and when it is tried again.
CREATE TABLE webhook (
    name     TEXT PRIMARY KEY,
    account  TEXT NOT NULL,
    url      TEXT NOT NULL,
    words    TEXT NOT NULL,
    point    TEXT NOT NULL,
    secret   BLOB NOT NULL,
    position INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    next_us  INTEGER NOT NULL,
    given_up INTEGER NOT NULL,
    said     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
