-- Where trucks are called by push: addresses of browsers, encrypted, each bound to one passage. A side table:
-- it proves nothing, and everything in it is removed when the passage ends.
CREATE TABLE push_address (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    point   text COLLATE "C" NOT NULL,
    passage bigint NOT NULL,
    token   bytea NOT NULL UNIQUE,
    put_us  bigint NOT NULL,
    told_us bigint,
    sealed  bytea NOT NULL
);

CREATE INDEX push_address_by_passage ON push_address (point, passage);
