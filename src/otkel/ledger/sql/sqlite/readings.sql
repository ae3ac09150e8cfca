-- name: put_reading
INSERT INTO reading (point, towards, vehicles, quantity, seen, value, most, observed_us, received_us,
    source, said_by, reliability, raw, print)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (print) DO NOTHING

-- name: unsay
DELETE FROM reading WHERE point = ? AND source = ? AND said_by = ? AND received_us > ?

-- name: said_through
SELECT number, point, towards, vehicles, quantity, seen, value, most, observed_us, received_us, source, said_by,
    reliability, raw
FROM reading WHERE point = ? AND observed_us > ? AND source = ? ORDER BY number DESC LIMIT ?

-- name: drop_reading
DELETE FROM reading WHERE number = ? AND point = ? AND source = ? RETURNING number

-- name: last_reading
SELECT coalesce(max(number), 0) FROM reading

-- name: count_after
SELECT count(*) FROM reading WHERE number > ?

-- name: readings
SELECT point, towards, vehicles, quantity, seen, value, most, observed_us, received_us, source, said_by,
    reliability, raw
FROM reading WHERE point = ? AND observed_us > ? AND observed_us <= ? ORDER BY observed_us, number

-- name: newest_readings
SELECT point, towards, vehicles, quantity, seen, value, most, observed_us, received_us, source, said_by,
    reliability, raw
FROM reading WHERE point = ? AND observed_us > ? AND observed_us <= ?
ORDER BY observed_us DESC, received_us DESC, number DESC LIMIT ?

-- name: points
SELECT DISTINCT point FROM reading ORDER BY point

-- name: put_run
INSERT INTO feed_run (at_us, kind, file, taken, repeated, rejected) VALUES (?, ?, ?, ?, ?, ?) RETURNING number

-- name: put_reject
INSERT INTO feed_reject (run, reason, advice, field, row, rows) VALUES (?, ?, ?, ?, ?, ?)

-- name: runs
SELECT number, at_us, kind, file, taken, repeated, rejected FROM feed_run ORDER BY number DESC LIMIT ?

-- name: rejects
SELECT reason, advice, field, row, rows FROM feed_reject WHERE run = ? ORDER BY rows DESC, number
