-- Positions of seals and trackers: a side table. What proves them is a digest a batch in the ledger.
-- A message stands once: by device, its own time, and what it says.
CREATE TABLE tracker_position (
    device       BLOB NOT NULL,
    device_us    INTEGER NOT NULL,
    print        BLOB NOT NULL,
    fix_us       INTEGER NOT NULL,
    located      TEXT NOT NULL,
    latitude_e7  INTEGER NOT NULL,
    longitude_e7 INTEGER NOT NULL,
    speed_m_h    INTEGER,
    archived     INTEGER NOT NULL,
    protocol     TEXT NOT NULL,
    model        TEXT NOT NULL,
    told         BLOB NOT NULL,
    raw          BLOB NOT NULL,
    stamp_us     INTEGER NOT NULL,
    PRIMARY KEY (device, device_us, print)
) STRICT, WITHOUT ROWID;

CREATE INDEX tracker_position_by_stamp ON tracker_position (stamp_us);

-- The stamp of the last group: each group that is committed has one of its own, later than all before.
CREATE TABLE tracker_clock (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    stamp_us INTEGER NOT NULL
) STRICT;

-- Until which stamp batches were closed. `told` 0: their events may not stand in the ledger yet.
CREATE TABLE tracker_batch (
    up_to_us INTEGER PRIMARY KEY,
    after_us INTEGER NOT NULL,
    told     INTEGER NOT NULL
) STRICT;
