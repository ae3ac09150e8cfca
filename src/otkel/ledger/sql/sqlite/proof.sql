-- The tree beside the events: nodes in tiles of 256 hashes, and the signed heads.
-- The tables are made here and not by a numbered migration: they can be made again from the events.

-- name: journal
PRAGMA journal_mode = WAL

-- name: durable
PRAGMA synchronous = FULL

-- name: begin
BEGIN IMMEDIATE

-- name: commit
COMMIT

-- name: rollback
ROLLBACK

-- name: make_tile
CREATE TABLE IF NOT EXISTS node_tile (
    level  INTEGER NOT NULL CHECK (level >= 0),
    idx    INTEGER NOT NULL CHECK (idx >= 0),
    hashes BLOB NOT NULL CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192),
    PRIMARY KEY (level, idx)
) STRICT

-- name: make_tile_trigger
CREATE TRIGGER IF NOT EXISTS node_tile_only_grows BEFORE UPDATE ON node_tile
WHEN NEW.level <> OLD.level OR NEW.idx <> OLD.idx
    OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
BEGIN
    SELECT RAISE(ABORT, 'a tile only grows at its end');
END

-- name: make_head
CREATE TABLE IF NOT EXISTS tree_head (
    number INTEGER PRIMARY KEY,
    size   INTEGER NOT NULL CHECK (size > 0),
    signed BLOB NOT NULL
) STRICT

-- name: make_head_update_trigger
CREATE TRIGGER IF NOT EXISTS tree_head_is_never_changed BEFORE UPDATE ON tree_head
BEGIN
    SELECT RAISE(ABORT, 'a head is never changed');
END

-- name: make_head_delete_trigger
CREATE TRIGGER IF NOT EXISTS tree_head_is_never_removed BEFORE DELETE ON tree_head
BEGIN
    SELECT RAISE(ABORT, 'a head is never removed');
END

-- name: make_head_replace_trigger
CREATE TRIGGER IF NOT EXISTS tree_head_is_never_replaced BEFORE INSERT ON tree_head
WHEN EXISTS (SELECT 1 FROM tree_head WHERE number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'a head is never replaced');
END

-- name: last_leaf_tile
SELECT idx, hashes FROM node_tile WHERE level = 0 ORDER BY idx DESC LIMIT 1

-- name: tile
SELECT hashes FROM node_tile WHERE level = ? AND idx = ?

-- name: put_tile
INSERT INTO node_tile (level, idx, hashes) VALUES (?, ?, ?)
ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes

-- name: put_head
INSERT INTO tree_head (size, signed) VALUES (?, ?)

-- name: heads
SELECT size, signed FROM tree_head ORDER BY size, number

-- name: last_head
SELECT size, signed FROM tree_head ORDER BY size DESC, number DESC LIMIT 1
