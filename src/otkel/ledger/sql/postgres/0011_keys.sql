-- Keys with which programs of an account use the API: only their digests.
CREATE TABLE api_key (
    name    text PRIMARY KEY,
    account text NOT NULL,
    digest  bytea NOT NULL UNIQUE,
    scopes  text NOT NULL,
    per_min bigint NOT NULL,
    made_us bigint NOT NULL
);
