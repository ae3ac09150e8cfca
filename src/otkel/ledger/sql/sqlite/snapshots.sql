-- name: find
SELECT bytes FROM snapshot WHERE stream = ?

-- name: keep
INSERT INTO snapshot (stream, position, bytes) VALUES (?, ?, ?)
ON CONFLICT (stream) DO UPDATE SET position = excluded.position, bytes = excluded.bytes

-- name: remove
DELETE FROM snapshot WHERE stream = ?
