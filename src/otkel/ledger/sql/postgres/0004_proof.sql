-- The tree beside the events: nodes in tiles of 256 hashes (level and idx are those of the tile), and
-- the signed heads. The nodes can be made again from the events; the heads cannot.
CREATE TABLE node_tile (
    level  integer NOT NULL CHECK (level >= 0),
    idx    bigint NOT NULL CHECK (idx >= 0),
    hashes bytea NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, idx)
);

-- Hashes cannot be compressed.
ALTER TABLE node_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE FUNCTION tile_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.level <> OLD.level OR NEW.idx <> OLD.idx
        OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
    THEN
        RAISE EXCEPTION 'a tile only grows at its end' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER node_tile_only_grows
    BEFORE UPDATE ON node_tile
    FOR EACH ROW EXECUTE FUNCTION tile_only_grows();

ALTER TABLE node_tile ENABLE ALWAYS TRIGGER node_tile_only_grows;

CREATE TABLE tree_head (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size   bigint NOT NULL CHECK (size > 0),
    signed bytea NOT NULL
);

CREATE FUNCTION head_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a head is never changed or removed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER tree_head_is_never_changed_or_removed
    BEFORE UPDATE OR DELETE OR TRUNCATE ON tree_head
    FOR EACH STATEMENT EXECUTE FUNCTION head_stays_as_it_is();

ALTER TABLE tree_head ENABLE ALWAYS TRIGGER tree_head_is_never_changed_or_removed;
