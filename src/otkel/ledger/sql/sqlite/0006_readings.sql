-- Readings of queues, and what was set aside of feeds: side tables, which prove nothing by themselves.
-- One row a reading. Who says another figure for the same instant gets a row of his own.
CREATE TABLE reading (
    number      INTEGER PRIMARY KEY,
    point       TEXT NOT NULL,
    towards     TEXT NOT NULL,
    vehicles    TEXT NOT NULL,
    quantity    TEXT NOT NULL,
    seen        TEXT NOT NULL,
    value       REAL,
    most        REAL,
    observed_us INTEGER NOT NULL,
    received_us INTEGER NOT NULL,
    source      TEXT NOT NULL,
    said_by     TEXT NOT NULL,
    reliability TEXT NOT NULL,
    raw         TEXT NOT NULL,
    print       BLOB NOT NULL UNIQUE
) STRICT;

CREATE INDEX reading_by_point ON reading (point, quantity, observed_us);

-- One row a taking-in: how much was new, how much was there, how much was set aside.
CREATE TABLE feed_run (
    number   INTEGER PRIMARY KEY,
    at_us    INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    file     TEXT NOT NULL,
    taken    INTEGER NOT NULL,
    repeated INTEGER NOT NULL,
    rejected INTEGER NOT NULL
) STRICT;

-- What was set aside, by reason: how many, and where the first stands. Never the content: it may hold a plate.
CREATE TABLE feed_reject (
    number INTEGER PRIMARY KEY,
    run    INTEGER NOT NULL,
    reason TEXT NOT NULL,
    advice TEXT NOT NULL,
    field  TEXT NOT NULL,
    row    INTEGER,
    rows   INTEGER NOT NULL
) STRICT;

CREATE INDEX feed_reject_by_run ON feed_reject (run);
