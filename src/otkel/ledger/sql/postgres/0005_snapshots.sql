-- What streams came to, up to a position: a cache, made again from the events at any time.
CREATE TABLE snapshot (
    stream   text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL,
    bytes    bytea NOT NULL
);
