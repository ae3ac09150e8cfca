-- name: secure_delete
PRAGMA secure_delete = ON

-- name: key_names
SELECT purpose, name FROM vault_keys_used

-- name: put_key_name
INSERT INTO vault_keys_used (purpose, name) VALUES (?, ?) ON CONFLICT (purpose) DO NOTHING

-- name: is_forgotten
SELECT 1 FROM vault_forgotten WHERE subject = ?

-- name: forgotten
SELECT subject FROM vault_forgotten ORDER BY subject

-- name: put_forgotten
INSERT INTO vault_forgotten (subject) VALUES (?) ON CONFLICT (subject) DO NOTHING

-- name: key
SELECT wrapped FROM vault_key WHERE subject = ?

-- name: put_key
INSERT INTO vault_key (subject, made_us, wrapped) VALUES (?, ?, ?)

-- name: put_sealed
INSERT INTO vault_sealed (subject, class, digest, put_us, sealed) VALUES (?, ?, ?, ?, ?)

-- name: sealed
SELECT s.class, s.sealed, k.wrapped FROM vault_sealed s JOIN vault_key k ON k.subject = s.subject
WHERE s.subject = ? AND s.digest = ?

-- name: digests
SELECT digest FROM vault_sealed WHERE subject = ? ORDER BY number

-- name: put_token
INSERT INTO vault_index (token, subject, digest) VALUES (?, ?, ?)

-- name: by_token
SELECT subject FROM vault_index WHERE token = ? ORDER BY number DESC LIMIT 1

-- name: forget_tokens
DELETE FROM vault_index WHERE subject = ?

-- name: forget_sealed
DELETE FROM vault_sealed WHERE subject = ?

-- name: forget_key
DELETE FROM vault_key WHERE subject = ?

-- name: scrub_due
SELECT mark FROM vault_scrub_due

-- name: put_scrub_due
INSERT INTO vault_scrub_due (mark) VALUES (?)

-- name: scrub_done
DELETE FROM vault_scrub_due WHERE mark = ?

-- name: expired
SELECT number, digest FROM vault_sealed WHERE class = ? AND put_us <= ? ORDER BY put_us LIMIT ?

-- name: expire_tokens
DELETE FROM vault_index WHERE digest = ?

-- name: expire_sealed
DELETE FROM vault_sealed WHERE number = ?

-- name: expire_keys
DELETE FROM vault_key WHERE made_us <= ?
AND NOT EXISTS (SELECT 1 FROM vault_sealed s WHERE s.subject = vault_key.subject)
RETURNING number

-- name: checkpoint
PRAGMA wal_checkpoint(TRUNCATE)
