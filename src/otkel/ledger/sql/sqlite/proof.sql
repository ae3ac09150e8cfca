-- name: begin
BEGIN IMMEDIATE

-- name: commit
COMMIT

-- name: rollback
ROLLBACK

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
