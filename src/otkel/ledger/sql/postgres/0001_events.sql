-- The stored bytes are the truth; what stands beside them serves constraints and look-ups only.
-- An act is one append; only its first event carries the client's key in the column.
CREATE TABLE event (
    position   bigint PRIMARY KEY CHECK (position > 0),
    stream     text COLLATE "C" NOT NULL,
    version    bigint NOT NULL CHECK (version > 0),
    client_key text COLLATE "C",
    bytes      bytea NOT NULL
);

CREATE UNIQUE INDEX event_by_stream ON event (stream, version);

CREATE UNIQUE INDEX event_by_client_key ON event (client_key) WHERE client_key IS NOT NULL;

CREATE FUNCTION event_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an event is never changed or removed: record a correction'
        USING ERRCODE = 'restrict_violation';
END
$$;

-- For each statement: also one that would touch no row is refused.
CREATE TRIGGER event_is_never_changed_or_removed
    BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_stays_as_it_is();

-- Also where a session calls itself a replica.
ALTER TABLE event ENABLE ALWAYS TRIGGER event_is_never_changed_or_removed;

-- What only one may hold.
CREATE TABLE claim (
    kind     text COLLATE "C" NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (kind, subject)
);
