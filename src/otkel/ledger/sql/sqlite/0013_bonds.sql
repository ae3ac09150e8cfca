-- Whom a provider of sign-ins may sign in: neither its name for him nor his e-mail, only a blind token.
CREATE TABLE account_bond (
    token      TEXT PRIMARY KEY,
    account    TEXT NOT NULL,
    provider   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    own_factor INTEGER NOT NULL,
    made_us    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What may be brought back once was brought back.
CREATE TABLE account_used (
    token    TEXT PRIMARY KEY,
    until_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- By which provider somebody was signed in; empty: by his password.
ALTER TABLE account_session ADD COLUMN provider TEXT NOT NULL DEFAULT '';
