-- Positions of seals and trackers: a side table. What proves them is a digest a batch in the ledger.
-- A message stands once: by device, its own time, and what it says.
CREATE TABLE tracker_position (
    device       bytea NOT NULL,
    device_us    bigint NOT NULL,
    print        bytea NOT NULL,
    fix_us       bigint NOT NULL,
    located      text COLLATE "C" NOT NULL,
    latitude_e7  bigint NOT NULL,
    longitude_e7 bigint NOT NULL,
    speed_m_h    bigint,
    archived     bigint NOT NULL,
    protocol     text COLLATE "C" NOT NULL,
    model        text COLLATE "C" NOT NULL,
    told         bytea NOT NULL,
    raw          bytea NOT NULL,
    stamp_us     bigint NOT NULL,
    PRIMARY KEY (device, device_us, print)
);

CREATE INDEX tracker_position_by_stamp ON tracker_position (stamp_us);

-- The stamp of the last group: each group that is committed has one of its own, later than all before.
CREATE TABLE tracker_clock (
    one      bigint PRIMARY KEY CHECK (one = 1),
    stamp_us bigint NOT NULL
);

-- Until which stamp batches were closed. `told` 0: their events may not stand in the ledger yet.
CREATE TABLE tracker_batch (
    up_to_us bigint PRIMARY KEY,
    after_us bigint NOT NULL,
    told     bigint NOT NULL
);
