-- The stored bytes are the truth; what stands beside them serves constraints and look-ups only.
-- An act is one append; only its first event carries the client's key in the column.
CREATE TABLE event (
    position   INTEGER PRIMARY KEY CHECK (position > 0),
    stream     TEXT NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0),
    client_key TEXT,
    bytes      BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX event_by_stream ON event (stream, version);

CREATE UNIQUE INDEX event_by_client_key ON event (client_key) WHERE client_key IS NOT NULL;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never changed: record a correction');
END;

CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never removed: record a correction');
END;

-- REPLACE would remove without asking the trigger above.
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE position = NEW.position)
    OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
    OR EXISTS (SELECT 1 FROM event WHERE client_key = NEW.client_key)
BEGIN
    SELECT RAISE(ABORT, 'an event is never replaced: record a correction');
END;

-- What only one may hold. The seal is a checksum over the row, so that a flipped bit is seen.
CREATE TABLE claim (
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    position INTEGER NOT NULL,
    seal     BLOB NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
