-- name: put
INSERT INTO account (name, password, totp, totp_step, disabled, made_us) VALUES (?, ?, NULL, 0, 0, ?)
ON CONFLICT (name) DO NOTHING RETURNING name

-- name: account
SELECT name, password, totp, totp_step, disabled, made_us FROM account WHERE name = ?

-- name: accounts
SELECT name, password, totp, totp_step, disabled, made_us FROM account ORDER BY name

-- name: set_password
UPDATE account SET password = ? WHERE name = ? RETURNING name

-- name: set_totp
UPDATE account SET totp = ?, totp_step = 0 WHERE name = ? RETURNING name

-- name: use_totp
UPDATE account SET totp_step = ? WHERE name = ? AND totp_step < ? RETURNING name

-- name: set_disabled
UPDATE account SET disabled = ? WHERE name = ? RETURNING name

-- name: rights
SELECT point, role, country FROM account_right WHERE account = ? ORDER BY point, role, country

-- name: drop_rights
DELETE FROM account_right WHERE account = ? AND point = ?

-- name: put_right
INSERT INTO account_right (account, point, role, country) VALUES (?, ?, ?, ?)

-- name: put_session
INSERT INTO account_session (digest, account, begun_us, seen_us, provider) VALUES (?, ?, ?, ?, ?)

-- name: session
SELECT account, begun_us, seen_us, provider FROM account_session WHERE digest = ?

-- name: sessions
SELECT digest, account, begun_us, seen_us, provider FROM account_session WHERE account = ?
ORDER BY seen_us DESC, begun_us DESC, digest

-- name: see_session
UPDATE account_session SET seen_us = ? WHERE digest = ?

-- name: end_session
DELETE FROM account_session WHERE digest = ?

-- name: end_sessions
DELETE FROM account_session WHERE account = ?

-- name: end_other_sessions
DELETE FROM account_session WHERE account = ? AND digest <> ?

-- name: end_old_sessions
DELETE FROM account_session WHERE begun_us < ? OR seen_us < ?

-- name: failure
SELECT failures, last_us FROM account_failure WHERE token = ?

-- name: put_failure
INSERT INTO account_failure (token, failures, last_us) VALUES (?, ?, ?)
ON CONFLICT (token) DO UPDATE SET failures = excluded.failures, last_us = excluded.last_us

-- name: drop_failure
DELETE FROM account_failure WHERE token = ?

-- name: drop_old_failures
DELETE FROM account_failure WHERE last_us < ?

-- name: put_key
INSERT INTO api_key (name, account, digest, scopes, per_min, made_us) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (name) DO NOTHING RETURNING name

-- name: key
SELECT name, account, scopes, per_min, made_us FROM api_key WHERE digest = ?

-- name: keys
SELECT name, account, scopes, per_min, made_us FROM api_key ORDER BY name

-- name: drop_key
DELETE FROM api_key WHERE name = ? RETURNING name

-- name: put_bond
INSERT INTO account_bond (token, account, provider, kind, own_factor, made_us) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (token) DO UPDATE SET own_factor = excluded.own_factor WHERE account_bond.account = excluded.account
RETURNING token

-- name: bond
SELECT token, account, provider, kind, own_factor FROM account_bond WHERE token = ?

-- name: bonds
SELECT token, account, provider, kind, own_factor FROM account_bond WHERE account = ? ORDER BY provider, kind, token

-- name: pin_bond
UPDATE account_bond SET token = ?, kind = ? WHERE token = ? RETURNING token

-- name: drop_bonds
DELETE FROM account_bond WHERE account = ? AND provider = ? RETURNING token

-- name: drop_used
DELETE FROM account_used WHERE until_us < ?

-- name: put_used
INSERT INTO account_used (token, until_us) VALUES (?, ?) ON CONFLICT (token) DO NOTHING RETURNING token
