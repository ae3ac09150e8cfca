-- Whom a provider of sign-ins may sign in: neither its name for him nor his e-mail, only a blind token.
CREATE TABLE account_bond (
    token      text PRIMARY KEY,
    account    text NOT NULL,
    provider   text NOT NULL,
    kind       text NOT NULL,
    own_factor bigint NOT NULL,
    made_us    bigint NOT NULL
);

-- What may be brought back once was brought back.
CREATE TABLE account_used (
    token    text PRIMARY KEY,
    until_us bigint NOT NULL
);

-- By which provider somebody was signed in; empty: by his password.
ALTER TABLE account_session ADD COLUMN provider text NOT NULL DEFAULT '';
