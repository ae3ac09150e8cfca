-- name: secure_delete
PRAGMA secure_delete = ON

-- name: put
INSERT INTO push_address (point, passage, token, put_us, sealed) VALUES (?, ?, ?, ?, ?)

-- name: held
SELECT number, point, passage, told_us FROM push_address ORDER BY number

-- name: sealed
SELECT token, sealed FROM push_address WHERE number = ?

-- name: set_told
UPDATE push_address SET told_us = ? WHERE number = ?

-- name: remove
DELETE FROM push_address WHERE number = ?

-- name: remove_token
DELETE FROM push_address WHERE token = ?

-- name: remove_passage
DELETE FROM push_address WHERE point = ? AND passage = ?

-- name: remove_oldest
DELETE FROM push_address WHERE point = ? AND passage = ? AND number NOT IN (
    SELECT number FROM push_address WHERE point = ? AND passage = ? ORDER BY number DESC LIMIT ?
)
