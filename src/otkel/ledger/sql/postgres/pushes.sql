-- name: put
INSERT INTO push_address (point, passage, token, put_us, sealed) VALUES (%s, %s, %s, %s, %s)

-- name: held
SELECT number, point, passage, told_us FROM push_address ORDER BY number

-- name: sealed
SELECT token, sealed FROM push_address WHERE number = %s

-- name: set_told
UPDATE push_address SET told_us = %s WHERE number = %s

-- name: remove
DELETE FROM push_address WHERE number = %s

-- name: remove_token
DELETE FROM push_address WHERE token = %s

-- name: remove_passage
DELETE FROM push_address WHERE point = %s AND passage = %s

-- name: remove_oldest
DELETE FROM push_address WHERE point = %s AND passage = %s AND number NOT IN (
    SELECT number FROM push_address WHERE point = %s AND passage = %s ORDER BY number DESC LIMIT %s
)
