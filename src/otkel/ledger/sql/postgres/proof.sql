-- name: last_leaf_tile
SELECT idx, hashes FROM node_tile WHERE level = 0 ORDER BY idx DESC LIMIT 1

-- name: tile
SELECT hashes FROM node_tile WHERE level = %s AND idx = %s

-- name: tiles
SELECT level, idx, hashes FROM node_tile
JOIN unnest(%s::integer[], %s::bigint[]) AS due (level, idx) USING (level, idx)

-- name: put_tile
INSERT INTO node_tile (level, idx, hashes) VALUES (%s, %s, %s)
ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes

-- name: put_head
INSERT INTO tree_head (size, signed) VALUES (%s, %s)

-- name: heads
SELECT size, signed FROM tree_head ORDER BY size, number

-- name: last_head
SELECT size, signed FROM tree_head ORDER BY size DESC, number DESC LIMIT 1
