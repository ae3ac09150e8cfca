-- The vault beside the events: everything in it can be forgotten. Rows are only ever put at the end of a
-- table, so that no page is split and no copy of a row stays behind; deleted bytes are overwritten.
CREATE TABLE vault_key (
    number  INTEGER PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    made_us INTEGER NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE vault_sealed (
    number  INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    class   TEXT NOT NULL,
    digest  TEXT NOT NULL UNIQUE,
    put_us  INTEGER NOT NULL,
    sealed  BLOB NOT NULL
) STRICT;

CREATE INDEX vault_sealed_by_subject ON vault_sealed (subject);

CREATE INDEX vault_sealed_by_class ON vault_sealed (class, put_us);

CREATE TABLE vault_index (
    number  INTEGER PRIMARY KEY,
    token   BLOB NOT NULL,
    subject TEXT NOT NULL,
    digest  TEXT NOT NULL
) STRICT;

CREATE INDEX vault_index_by_token ON vault_index (token);

CREATE INDEX vault_index_by_subject ON vault_index (subject);

CREATE INDEX vault_index_by_digest ON vault_index (digest);

-- Who was forgotten, by a subject that leads to nobody any more.
CREATE TABLE vault_forgotten (
    subject TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Which keys belong to this vault, by their names.
CREATE TABLE vault_keys_used (
    purpose TEXT PRIMARY KEY,
    name    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Erasures after which the files are still to be scrubbed.
CREATE TABLE vault_scrub_due (
    mark TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
