-- name: state
SELECT generation, version, cursor FROM view_state WHERE view = %s AND live = 1

-- name: generations
SELECT generation FROM view_state WHERE view = %s

-- name: begin_generation
INSERT INTO view_state (view, generation, version, cursor, live) VALUES (%s, %s, %s, 0, %s)

-- name: move_cursor
UPDATE view_state SET cursor = %s WHERE view = %s AND generation = %s AND cursor = %s RETURNING cursor

-- name: find_row
SELECT body FROM view_row WHERE view = %s AND generation = %s AND key = %s

-- name: put_row
INSERT INTO view_row (view, generation, key, body) VALUES (%s, %s, %s, %s)
ON CONFLICT (view, generation, key) DO UPDATE SET body = excluded.body

-- name: live_row
SELECT r.body FROM view_state s JOIN view_row r ON r.view = s.view AND r.generation = s.generation
WHERE s.view = %s AND s.live = 1 AND r.key = %s

-- name: live_rows
SELECT r.key, r.body FROM view_state s JOIN view_row r ON r.view = s.view AND r.generation = s.generation
WHERE s.view = %s AND s.live = 1 AND r.key > %s AND r.key < %s ORDER BY r.key LIMIT %s

-- name: retire
UPDATE view_state SET live = 0 WHERE view = %s AND live = 1

-- name: enliven
UPDATE view_state SET live = 1 WHERE view = %s AND generation = %s

-- name: remove_states
DELETE FROM view_state WHERE view = %s AND live = 0 AND generation <= %s

-- name: remove_rows
DELETE FROM view_row WHERE (view, generation, key) IN (
    SELECT r.view, r.generation, r.key FROM view_row r
    WHERE r.view = %s AND r.generation < %s LIMIT %s
)
RETURNING 1
