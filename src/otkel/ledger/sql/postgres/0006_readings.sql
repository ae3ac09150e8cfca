-- Readings of queues, and what was set aside of feeds: side tables, which prove nothing by themselves.
-- One row a reading. Who says another figure for the same instant gets a row of his own.
CREATE TABLE reading (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    point       text COLLATE "C" NOT NULL,
    towards     text COLLATE "C" NOT NULL,
    vehicles    text COLLATE "C" NOT NULL,
    quantity    text COLLATE "C" NOT NULL,
    seen        text COLLATE "C" NOT NULL,
    value       double precision,
    most        double precision,
    observed_us bigint NOT NULL,
    received_us bigint NOT NULL,
    source      text COLLATE "C" NOT NULL,
    said_by     text COLLATE "C" NOT NULL,
    reliability text COLLATE "C" NOT NULL,
    raw         text COLLATE "C" NOT NULL,
    print       bytea NOT NULL UNIQUE
);

CREATE INDEX reading_by_point ON reading (point, quantity, observed_us);

-- One row a taking-in: how much was new, how much was there, how much was set aside.
CREATE TABLE feed_run (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at_us    bigint NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    file     text COLLATE "C" NOT NULL,
    taken    bigint NOT NULL,
    repeated bigint NOT NULL,
    rejected bigint NOT NULL
);

-- What was set aside, by reason: how many, and where the first stands. Never the content: it may hold a plate.
CREATE TABLE feed_reject (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run    bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    advice text COLLATE "C" NOT NULL,
    field  text COLLATE "C" NOT NULL,
    row    bigint,
    rows   bigint NOT NULL
);

CREATE INDEX feed_reject_by_run ON feed_reject (run);
