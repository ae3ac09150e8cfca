-- The route of a seal on its way, as it was given: a side table, erased with the seal's way.
CREATE TABLE seal_route (
    device bytea PRIMARY KEY,
    route  bytea NOT NULL
);
