-- Who may work with Otkel: names, hashes of passwords, what each may do where, who is signed in.
-- Side tables: the ledger itself tells of each right by an event, and of no password.
CREATE TABLE account (
    name      text PRIMARY KEY,
    password  text NOT NULL,
    totp      bytea,
    totp_step bigint NOT NULL,
    disabled  bigint NOT NULL,
    made_us   bigint NOT NULL
);

CREATE TABLE account_right (
    account text NOT NULL,
    point   text NOT NULL,
    role    text NOT NULL,
    country text NOT NULL,
    PRIMARY KEY (account, point, role, country)
);

-- Only the digest of what the browser holds.
CREATE TABLE account_session (
    digest   bytea PRIMARY KEY,
    account  text NOT NULL,
    begun_us bigint NOT NULL,
    seen_us  bigint NOT NULL
);

CREATE INDEX account_session_by_account ON account_session (account);

-- Attempts that failed, by a blind token of the name or the address: neither stands here.
CREATE TABLE account_failure (
    token    text PRIMARY KEY,
    failures bigint NOT NULL,
    last_us  bigint NOT NULL
);
