-- name: identity
SELECT current_schema(), hashtextextended('otkel.ledger.' || current_schema(), 0)

-- name: write_settings
-- A commit waits for the disk at least; a server that waits for a standby too is left as it is.
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');
-- What comes after the lock must see what was committed before it, whatever the database's habit is.
SET default_transaction_isolation = 'read committed';
-- Every look-up goes by an index, also before the first statistics are gathered.
SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off;
-- A writer that stands still, or waits for one that does, must not stop the others for ever.
SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '15s'

-- name: read_settings
SET default_transaction_read_only = on; SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off

-- name: hold_settings
-- A machine that is cut off must lose what it holds within half a minute: the server asks whether it is there.
SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
SET idle_session_timeout = 0; SET default_transaction_read_only = on

-- name: has_schema_version
-- Read from the catalogue itself: what a session remembers of it may be older than the lock.
SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version')

-- name: make_schema_version
CREATE TABLE schema_version (version integer NOT NULL)

-- name: start_schema_version
INSERT INTO schema_version (version) VALUES (0)

-- name: schema_version
SELECT version FROM schema_version

-- name: set_schema_version
UPDATE schema_version SET version = %s

-- name: lock
SELECT pg_advisory_xact_lock(%b::bigint)

-- name: commit
COMMIT

-- name: prepare_record
-- Rows are one JSON array: position, stream, version, client key or null, stored bytes as the text they are.
PREPARE ledger_record (bytea) AS
INSERT INTO event (position, stream, version, client_key, bytes)
SELECT (one ->> 0)::bigint, one ->> 1, (one ->> 2)::bigint, one ->> 3, convert_to(one ->> 4, 'UTF8')
FROM jsonb_array_elements(convert_from($1, 'UTF8')::jsonb) AS rows (one)

-- name: prepare_release
-- Pairs of kind and subject.
PREPARE ledger_release (bytea) AS
DELETE FROM claim c USING jsonb_array_elements(convert_from($1, 'UTF8')::jsonb) AS gone (pair)
WHERE c.kind = gone.pair ->> 0 AND c.subject = gone.pair ->> 1

-- name: prepare_take
-- Kind, subject and position of the holder.
PREPARE ledger_take (bytea) AS
INSERT INTO claim (kind, subject, position)
SELECT one ->> 0, one ->> 1, (one ->> 2)::bigint
FROM jsonb_array_elements(convert_from($1, 'UTF8')::jsonb) AS taken (one)
ON CONFLICT (kind, subject) DO UPDATE SET position = excluded.position

-- name: prepare_trust
-- Fails, by a division by zero, where the schema or the head is not the one that is remembered.
PREPARE ledger_trust (integer, bigint) AS
SELECT 1 / coalesce(
    (SELECT version FROM schema_version) = $1
    AND (SELECT coalesce(max(position), 0) FROM event) = $2,
    false
)::integer

-- name: prepare_trust_guesses
-- Fails, by a division by zero, where one stream has not the version given with it, or a claim is held.
PREPARE ledger_trust_guesses (bytea) AS
WITH guessed AS MATERIALIZED (SELECT convert_from($1, 'UTF8')::jsonb AS of)
SELECT 1 / (
    NOT EXISTS (
        SELECT FROM guessed, jsonb_array_elements(guessed.of -> 0) AS one (pair)
        WHERE (one.pair ->> 1)::bigint
            <> (SELECT coalesce(max(e.version), 0) FROM event e WHERE e.stream = one.pair ->> 0)
    )
    AND NOT EXISTS (
        SELECT FROM guessed, jsonb_array_elements(guessed.of -> 1) AS one (pair)
        WHERE EXISTS (SELECT FROM claim c WHERE c.kind = one.pair ->> 0 AND c.subject = one.pair ->> 1)
    )
)::integer

-- name: begin_and_trust
-- The beginning of one message that records a group: what it trusts in is asked after the lock.
BEGIN;
SELECT pg_advisory_xact_lock({lock});
EXECUTE ledger_trust ({schema}, {head});

-- name: trust_guesses
EXECUTE ledger_trust_guesses ('\x{guesses}');

-- name: release
EXECUTE ledger_release ('\x{claims}');

-- name: take
EXECUTE ledger_take ('\x{claims}');

-- name: record_tell_and_commit
EXECUTE ledger_record ('\x{rows}');
NOTIFY {channel}, '{head}';
COMMIT

-- name: rollback
ROLLBACK

-- name: prepare_look
-- Asked is one JSON array: streams, client keys, and pairs of kind and subject of claims.
PREPARE ledger_look (bytea) AS
WITH asked AS MATERIALIZED (SELECT convert_from($1, 'UTF8')::jsonb AS of)
SELECT
    (SELECT version FROM schema_version),
    (SELECT coalesce(max(position), 0) FROM event),
    ARRAY(
        SELECT (SELECT coalesce(max(e.version), 0) FROM event e WHERE e.stream = one.stream)
        FROM asked, jsonb_array_elements_text(asked.of -> 0) WITH ORDINALITY AS one (stream, place)
        ORDER BY place
    ),
    ARRAY(
        SELECT (SELECT e.position FROM event e WHERE e.client_key = one.client_key)
        FROM asked, jsonb_array_elements_text(asked.of -> 1) WITH ORDINALITY AS one (client_key, place)
        ORDER BY place
    ),
    ARRAY(
        SELECT (SELECT c.position FROM claim c WHERE c.kind = one.pair ->> 0 AND c.subject = one.pair ->> 1)
        FROM asked, jsonb_array_elements(asked.of -> 2) WITH ORDINALITY AS one (pair, place)
        ORDER BY place
    )

-- name: begin_and_look
-- In one message, and each statement sees what was committed when it began: the look comes after the lock.
BEGIN;
SELECT pg_advisory_xact_lock({lock});
EXECUTE ledger_look ('\x{asked}')

-- name: acts
SELECT act.first, e.version, e.bytes
FROM unnest(%b::bigint[]) AS act (first)
CROSS JOIN LATERAL (
    SELECT one.position, one.version, one.bytes FROM event one
    WHERE one.position >= act.first AND one.position < coalesce(
        (SELECT min(n.position) FROM event n WHERE n.position > act.first AND n.client_key IS NOT NULL),
        9223372036854775807
    )
) e
ORDER BY e.position

-- name: last_event
SELECT bytes FROM event ORDER BY position DESC LIMIT 1

-- name: release_all_claims
DELETE FROM claim

-- name: head
SELECT coalesce(max(position), 0) FROM event

-- name: version
SELECT coalesce(max(version), 0) FROM event WHERE stream = %b

-- name: claim
SELECT position FROM claim WHERE kind = %b AND subject = %b

-- name: claims
SELECT kind, subject, position FROM claim ORDER BY kind, subject

-- name: rows
SELECT position, bytes FROM event WHERE position > %b AND position <= %b ORDER BY position LIMIT %b

-- name: rows_at
SELECT position, bytes FROM event WHERE position = ANY(%b::bigint[]) ORDER BY position

-- name: stream_rows
SELECT version, bytes FROM event WHERE stream = %b AND version > %b ORDER BY version LIMIT %b

-- name: listen
LISTEN {channel}

-- name: columns
SELECT position, stream, version, client_key, bytes FROM event
WHERE position > %b ORDER BY position LIMIT %b

-- name: guards
SELECT 'trigger ' || due.name, EXISTS (
    SELECT FROM pg_trigger
    WHERE tgrelid = to_regclass(due.on_table) AND tgname = due.name AND tgenabled = 'A'
)
FROM (VALUES
    ('event', 'event_is_never_changed_or_removed'),
    ('node_tile', 'node_tile_only_grows'),
    ('tree_head', 'tree_head_is_never_changed_or_removed')
) AS due (on_table, name)
UNION ALL
SELECT 'index ' || due.name, coalesce(
    (SELECT indisvalid AND indisunique FROM pg_index WHERE indexrelid = to_regclass(due.name)), false
)
FROM (VALUES ('event_pkey'), ('event_by_stream'), ('event_by_client_key'), ('claim_pkey'),
    ('node_tile_pkey'), ('tree_head_pkey')) AS due (name)
UNION ALL
SELECT 'server setting ' || name, setting = 'on' FROM pg_settings WHERE name IN ('fsync', 'full_page_writes')
