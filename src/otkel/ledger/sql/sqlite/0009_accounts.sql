-- Who may work with Otkel: names, hashes of passwords, what each may do where, who is signed in.
-- Side tables: the ledger itself tells of each right by an event, and of no password.
CREATE TABLE account (
    name      TEXT PRIMARY KEY,
    password  TEXT NOT NULL,
    totp      BLOB,
    totp_step INTEGER NOT NULL,
    disabled  INTEGER NOT NULL,
    made_us   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_right (
    account TEXT NOT NULL,
    point   TEXT NOT NULL,
    role    TEXT NOT NULL,
    country TEXT NOT NULL,
    PRIMARY KEY (account, point, role, country)
) STRICT, WITHOUT ROWID;

-- Only the digest of what the browser holds.
CREATE TABLE account_session (
    digest   BLOB PRIMARY KEY,
    account  TEXT NOT NULL,
    begun_us INTEGER NOT NULL,
    seen_us  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_session_by_account ON account_session (account);

-- Attempts that failed, by a blind token of the name or the address: neither stands here.
CREATE TABLE account_failure (
    token    TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_us  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
