-- The tree beside the events: nodes in tiles of 256 hashes (level and idx are those of the tile), and
-- the signed heads. The nodes can be made again from the events; the heads cannot.
CREATE TABLE node_tile (
    level  INTEGER NOT NULL CHECK (level >= 0),
    idx    INTEGER NOT NULL CHECK (idx >= 0),
    hashes BLOB NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, idx)
) STRICT;

CREATE TRIGGER node_tile_only_grows BEFORE UPDATE ON node_tile
WHEN NEW.level <> OLD.level OR NEW.idx <> OLD.idx
    OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
BEGIN
    SELECT RAISE(ABORT, 'a tile only grows at its end');
END;

CREATE TABLE tree_head (
    number INTEGER PRIMARY KEY,
    size   INTEGER NOT NULL CHECK (size > 0),
    signed BLOB NOT NULL
) STRICT;

CREATE TRIGGER tree_head_is_never_changed BEFORE UPDATE ON tree_head
BEGIN
    SELECT RAISE(ABORT, 'a head is never changed');
END;

CREATE TRIGGER tree_head_is_never_removed BEFORE DELETE ON tree_head
BEGIN
    SELECT RAISE(ABORT, 'a head is never removed');
END;

CREATE TRIGGER tree_head_is_never_replaced BEFORE INSERT ON tree_head
WHEN EXISTS (SELECT 1 FROM tree_head WHERE number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'a head is never replaced');
END;
