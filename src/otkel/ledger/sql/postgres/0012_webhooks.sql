-- Addresses to which events are sent, how far each was sent, and when it is tried again.
CREATE TABLE webhook (
    name     text PRIMARY KEY,
    account  text NOT NULL,
    url      text NOT NULL,
    words    text NOT NULL,
    point    text NOT NULL,
    secret   bytea NOT NULL,
    position bigint NOT NULL,
    failures bigint NOT NULL,
    next_us  bigint NOT NULL,
    given_up bigint NOT NULL,
    said     text NOT NULL
);
