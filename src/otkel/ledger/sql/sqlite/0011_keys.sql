-- Keys with which programs of an account use the API: only their digests.
CREATE TABLE api_key (
    name    TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    digest  BLOB NOT NULL UNIQUE,
    scopes  TEXT NOT NULL,
    per_min INTEGER NOT NULL,
    made_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
