-- name: put
INSERT INTO webhook (name, account, url, words, point, secret, position, failures, next_us, given_up, said)
VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '') ON CONFLICT (name) DO NOTHING RETURNING name

-- name: all
SELECT name, account, url, words, point, secret, position, failures, next_us, given_up, said
FROM webhook ORDER BY name

-- name: sent
UPDATE webhook SET position = ?, failures = 0, next_us = 0, said = '' WHERE name = ?

-- name: failed
UPDATE webhook SET failures = ?, next_us = ?, given_up = ?, said = ? WHERE name = ?

-- name: drop
DELETE FROM webhook WHERE name = ? AND account = ? RETURNING name

-- name: count_of
SELECT count(*) FROM webhook WHERE account = ?
