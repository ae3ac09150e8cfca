-- name: put
INSERT INTO webhook (name, account, url, words, point, secret, position, failures, next_us, given_up, said)
VALUES (%s, %s, %s, %s, %s, %s, %s, 0, 0, 0, '') ON CONFLICT (name) DO NOTHING RETURNING name

-- name: all
SELECT name, account, url, words, point, secret, position, failures, next_us, given_up, said
FROM webhook ORDER BY name

-- name: sent
UPDATE webhook SET position = %s, failures = 0, next_us = 0, said = '' WHERE name = %s

-- name: failed
UPDATE webhook SET failures = %s, next_us = %s, given_up = %s, said = %s WHERE name = %s

-- name: drop
DELETE FROM webhook WHERE name = %s AND account = %s RETURNING name

-- name: count_of
SELECT count(*) FROM webhook WHERE account = %s
