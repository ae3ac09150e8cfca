-- name: put
INSERT INTO account (name, password, totp, totp_step, disabled, made_us) VALUES (%s, %s, NULL, 0, 0, %s)
ON CONFLICT (name) DO NOTHING RETURNING name

-- name: account
SELECT name, password, totp, totp_step, disabled, made_us FROM account WHERE name = %s

-- name: accounts
SELECT name, password, totp, totp_step, disabled, made_us FROM account ORDER BY name

-- name: set_password
UPDATE account SET password = %s WHERE name = %s RETURNING name

-- name: set_totp
UPDATE account SET totp = %s, totp_step = 0 WHERE name = %s RETURNING name

-- name: use_totp
UPDATE account SET totp_step = %s WHERE name = %s AND totp_step < %s RETURNING name

-- name: set_disabled
UPDATE account SET disabled = %s WHERE name = %s RETURNING name

-- name: rights
SELECT point, role, country FROM account_right WHERE account = %s ORDER BY point, role, country

-- name: drop_rights
DELETE FROM account_right WHERE account = %s AND point = %s

-- name: put_right
INSERT INTO account_right (account, point, role, country) VALUES (%s, %s, %s, %s)

-- name: put_session
INSERT INTO account_session (digest, account, begun_us, seen_us, provider) VALUES (%s, %s, %s, %s, %s)

-- name: session
SELECT account, begun_us, seen_us, provider FROM account_session WHERE digest = %s

-- name: sessions
SELECT digest, account, begun_us, seen_us, provider FROM account_session WHERE account = %s
ORDER BY seen_us DESC, begun_us DESC, digest

-- name: see_session
UPDATE account_session SET seen_us = %s WHERE digest = %s

-- name: end_session
DELETE FROM account_session WHERE digest = %s

-- name: end_sessions
DELETE FROM account_session WHERE account = %s

-- name: end_other_sessions
DELETE FROM account_session WHERE account = %s AND digest <> %s

-- name: end_old_sessions
DELETE FROM account_session WHERE begun_us < %s OR seen_us < %s

-- name: failure
SELECT failures, last_us FROM account_failure WHERE token = %s

-- name: put_failure
INSERT INTO account_failure (token, failures, last_us) VALUES (%s, %s, %s)
ON CONFLICT (token) DO UPDATE SET failures = excluded.failures, last_us = excluded.last_us

-- name: drop_failure
DELETE FROM account_failure WHERE token = %s

-- name: drop_old_failures
DELETE FROM account_failure WHERE last_us < %s

-- name: put_key
INSERT INTO api_key (name, account, digest, scopes, per_min, made_us) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (name) DO NOTHING RETURNING name

-- name: key
SELECT name, account, scopes, per_min, made_us FROM api_key WHERE digest = %s

-- name: keys
SELECT name, account, scopes, per_min, made_us FROM api_key ORDER BY name

-- name: drop_key
DELETE FROM api_key WHERE name = %s RETURNING name

-- name: put_bond
INSERT INTO account_bond (token, account, provider, kind, own_factor, made_us) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (token) DO UPDATE SET own_factor = excluded.own_factor WHERE account_bond.account = excluded.account
RETURNING token

-- name: bond
SELECT token, account, provider, kind, own_factor FROM account_bond WHERE token = %s

-- name: bonds
SELECT token, account, provider, kind, own_factor FROM account_bond WHERE account = %s ORDER BY provider, kind, token

-- name: pin_bond
UPDATE account_bond SET token = %s, kind = %s WHERE token = %s RETURNING token

-- name: drop_bonds
DELETE FROM account_bond WHERE account = %s AND provider = %s RETURNING token

-- name: drop_used
DELETE FROM account_used WHERE until_us < %s

-- name: put_used
INSERT INTO account_used (token, until_us) VALUES (%s, %s) ON CONFLICT (token) DO NOTHING RETURNING token
