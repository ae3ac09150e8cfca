-- Views: rows made by folding the events, each view up to its cursor. They can be made again at any time.
-- A rebuild grows beside the living generation and then takes its place.
CREATE TABLE view_state (
    view       text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    version    integer NOT NULL,
    cursor     bigint NOT NULL CHECK (cursor >= 0),
    live       integer NOT NULL CHECK (live IN (0, 1)),
    PRIMARY KEY (view, generation)
);

CREATE UNIQUE INDEX view_state_live ON view_state (view) WHERE live = 1;

CREATE TABLE view_row (
    view       text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    key        text COLLATE "C" NOT NULL,
    body       bytea NOT NULL,
    PRIMARY KEY (view, generation, key)
);
