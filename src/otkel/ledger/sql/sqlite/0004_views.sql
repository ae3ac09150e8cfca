-- Views: rows made by folding the events, each view up to its cursor. They can be made again at any time.
-- A rebuild grows beside the living generation and then takes its place.
CREATE TABLE view_state (
    view       TEXT NOT NULL,
    generation INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    cursor     INTEGER NOT NULL CHECK (cursor >= 0),
    live       INTEGER NOT NULL CHECK (live IN (0, 1)),
    PRIMARY KEY (view, generation)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX view_state_live ON view_state (view) WHERE live = 1;

CREATE TABLE view_row (
    view       TEXT NOT NULL,
    generation INTEGER NOT NULL,
    key        TEXT NOT NULL,
    body       BLOB NOT NULL,
    PRIMARY KEY (view, generation, key)
) STRICT, WITHOUT ROWID;
