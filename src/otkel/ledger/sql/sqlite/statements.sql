-- name: begin
BEGIN IMMEDIATE

-- name: commit
COMMIT

-- name: rollback
ROLLBACK

-- name: data_version
PRAGMA data_version

-- name: head
SELECT coalesce(max(position), 0) FROM event

-- name: version
SELECT coalesce(max(version), 0) FROM event WHERE stream = ?

-- name: versions
SELECT json_group_object(value, (SELECT coalesce(max(version), 0) FROM event WHERE stream = value))
FROM json_each(?)

-- name: first_of_act
SELECT position, version FROM event WHERE client_key = ?

-- name: act_rows
SELECT client_key, bytes FROM event WHERE position >= ? ORDER BY position

-- name: insert_event
INSERT INTO event (position, stream, version, client_key, bytes)
VALUES (?, ?, ?, ?, ?)

-- name: insert_events_alone
INSERT INTO event (position, stream, version, client_key, bytes)
SELECT * FROM (VALUES (?, ?, ?, ?, ?)) WHERE (SELECT data_version FROM pragma_data_version) = ?

-- name: claim
SELECT position, seal FROM claim WHERE kind = ? AND subject = ?

-- name: known_keys
SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM event WHERE client_key = value)

-- name: known_claims
SELECT c.kind, c.subject, c.position, c.seal FROM json_each(?) AS asked
JOIN claim c ON c.kind = asked.value ->> 0 AND c.subject = asked.value ->> 1

-- name: claims
SELECT CAST(kind AS BLOB), CAST(subject AS BLOB), position, seal FROM claim ORDER BY kind, subject

-- name: take_claim
INSERT INTO claim (kind, subject, position, seal) VALUES (?, ?, ?, ?)
ON CONFLICT (kind, subject) DO UPDATE SET position = excluded.position, seal = excluded.seal

-- name: release_claim
DELETE FROM claim WHERE kind = ? AND subject = ?

-- name: release_all_claims
DELETE FROM claim

-- name: rows
SELECT position, bytes FROM event WHERE position > ? AND position <= ? ORDER BY position LIMIT ?

-- name: rows_at
SELECT position, bytes FROM event WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position

-- name: stream_rows
SELECT version, bytes FROM event WHERE stream = ? AND version > ? ORDER BY version LIMIT ?

-- name: columns
SELECT position, CAST(stream AS BLOB), version, CAST(client_key AS BLOB), CAST(bytes AS BLOB)
FROM event WHERE position > ? ORDER BY position LIMIT ?

-- name: integrity
PRAGMA integrity_check

-- name: schema_objects
SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name

-- name: has_schema_version
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'

-- name: make_schema_version
CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT

-- name: start_schema_version
INSERT INTO schema_version (version) VALUES (0)

-- name: schema_version
SELECT version FROM schema_version

-- name: set_schema_version
UPDATE schema_version SET version = ?
