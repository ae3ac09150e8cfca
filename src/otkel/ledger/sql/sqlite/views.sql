-- name: state
SELECT generation, version, cursor FROM view_state WHERE view = ? AND live = 1

-- name: generations
SELECT generation FROM view_state WHERE view = ?

-- name: begin_generation
INSERT INTO view_state (view, generation, version, cursor, live) VALUES (?, ?, ?, 0, ?)

-- name: move_cursor
UPDATE view_state SET cursor = ? WHERE view = ? AND generation = ? AND cursor = ? RETURNING cursor

-- name: find_row
SELECT body FROM view_row WHERE view = ? AND generation = ? AND key = ?

-- name: put_row
INSERT INTO view_row (view, generation, key, body) VALUES (?, ?, ?, ?)
ON CONFLICT (view, generation, key) DO UPDATE SET body = excluded.body

-- name: live_row
SELECT r.body FROM view_state s JOIN view_row r ON r.view = s.view AND r.generation = s.generation
WHERE s.view = ? AND s.live = 1 AND r.key = ?

-- name: live_rows
SELECT r.key, r.body FROM view_state s JOIN view_row r ON r.view = s.view AND r.generation = s.generation
WHERE s.view = ? AND s.live = 1 AND r.key > ? AND r.key < ? ORDER BY r.key LIMIT ?

-- name: retire
UPDATE view_state SET live = 0 WHERE view = ? AND live = 1

-- name: enliven
UPDATE view_state SET live = 1 WHERE view = ? AND generation = ?

-- name: remove_states
DELETE FROM view_state WHERE view = ? AND live = 0 AND generation <= ?

-- name: remove_rows
DELETE FROM view_row WHERE (view, generation, key) IN (
    SELECT r.view, r.generation, r.key FROM view_row r
    WHERE r.view = ? AND r.generation < ? LIMIT ?
)
RETURNING 1
