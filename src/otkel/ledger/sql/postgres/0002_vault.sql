-- The vault beside the events: everything in it can be forgotten.
CREATE TABLE vault_key (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text COLLATE "C" NOT NULL UNIQUE,
    made_us bigint NOT NULL,
    wrapped bytea NOT NULL
);

CREATE TABLE vault_sealed (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text COLLATE "C" NOT NULL,
    class   text COLLATE "C" NOT NULL,
    digest  text COLLATE "C" NOT NULL UNIQUE,
    put_us  bigint NOT NULL,
    sealed  bytea NOT NULL
);

CREATE INDEX vault_sealed_by_subject ON vault_sealed (subject);

CREATE INDEX vault_sealed_by_class ON vault_sealed (class, put_us);

CREATE TABLE vault_index (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token   bytea NOT NULL,
    subject text COLLATE "C" NOT NULL,
    digest  text COLLATE "C" NOT NULL
);

CREATE INDEX vault_index_by_token ON vault_index (token);

CREATE INDEX vault_index_by_subject ON vault_index (subject);

CREATE INDEX vault_index_by_digest ON vault_index (digest);

-- Who was forgotten, by a subject that leads to nobody any more.
CREATE TABLE vault_forgotten (
    subject text COLLATE "C" PRIMARY KEY
);

-- Which keys belong to this vault, by their names.
CREATE TABLE vault_keys_used (
    purpose text COLLATE "C" PRIMARY KEY,
    name    text COLLATE "C" NOT NULL
);

-- Erasures after which the files are still to be scrubbed.
CREATE TABLE vault_scrub_due (
    mark text COLLATE "C" PRIMARY KEY
);
