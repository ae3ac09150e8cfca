-- name: key_names
SELECT purpose, name FROM vault_keys_used

-- name: put_key_name
INSERT INTO vault_keys_used (purpose, name) VALUES (%s, %s) ON CONFLICT (purpose) DO NOTHING

-- name: is_forgotten
SELECT 1 FROM vault_forgotten WHERE subject = %s

-- name: forgotten
SELECT subject FROM vault_forgotten ORDER BY subject

-- name: put_forgotten
INSERT INTO vault_forgotten (subject) VALUES (%s) ON CONFLICT (subject) DO NOTHING

-- name: key
SELECT wrapped FROM vault_key WHERE subject = %s

-- name: put_key
INSERT INTO vault_key (subject, made_us, wrapped) VALUES (%s, %s, %s)

-- name: put_sealed
INSERT INTO vault_sealed (subject, class, digest, put_us, sealed) VALUES (%s, %s, %s, %s, %s)

-- name: sealed
SELECT s.class, s.sealed, k.wrapped FROM vault_sealed s JOIN vault_key k ON k.subject = s.subject
WHERE s.subject = %s AND s.digest = %s

-- name: digests
SELECT digest FROM vault_sealed WHERE subject = %s ORDER BY number

-- name: put_token
INSERT INTO vault_index (token, subject, digest) VALUES (%s, %s, %s)

-- name: by_token
SELECT subject FROM vault_index WHERE token = %s ORDER BY number DESC LIMIT 1

-- name: forget_tokens
DELETE FROM vault_index WHERE subject = %s

-- name: forget_sealed
DELETE FROM vault_sealed WHERE subject = %s

-- name: forget_key
DELETE FROM vault_key WHERE subject = %s

-- name: scrub_due
SELECT mark FROM vault_scrub_due

-- name: put_scrub_due
INSERT INTO vault_scrub_due (mark) VALUES (%s)

-- name: scrub_done
DELETE FROM vault_scrub_due WHERE mark = %s

-- name: expired
SELECT number, digest FROM vault_sealed WHERE class = %s AND put_us <= %s ORDER BY put_us LIMIT %s

-- name: expire_tokens
DELETE FROM vault_index WHERE digest = %s

-- name: expire_sealed
DELETE FROM vault_sealed WHERE number = %s

-- name: expire_keys
DELETE FROM vault_key WHERE made_us <= %s
AND NOT EXISTS (SELECT 1 FROM vault_sealed s WHERE s.subject = vault_key.subject)
RETURNING number

-- name: scrubbing_keys
-- Written anew into another file: the old one, with what was deleted, is removed.
VACUUM (FULL) vault_key

-- name: scrubbing_sealed
VACUUM (FULL) vault_sealed

-- name: scrubbing_tokens
VACUUM (FULL) vault_index
