-- name: put_reading
INSERT INTO reading (point, towards, vehicles, quantity, seen, value, most, observed_us, received_us,
    source, said_by, reliability, raw, print)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (print) DO NOTHING

-- name: unsay
DELETE FROM reading WHERE point = %s AND source = %s AND said_by = %s AND received_us > %s

-- name: said_through
SELECT number, point, towards, vehicles, quantity, seen, value, most, observed_us, received_us, source, said_by,
    reliability, raw
FROM reading WHERE point = %s AND observed_us > %s AND source = %s ORDER BY number DESC LIMIT %s

-- name: drop_reading
DELETE FROM reading WHERE number = %s AND point = %s AND source = %s RETURNING number

-- name: last_reading
SELECT coalesce(max(number), 0) FROM reading

-- name: count_after
SELECT count(*) FROM reading WHERE number > %s

-- name: readings
SELECT point, towards, vehicles, quantity, seen, value, most, observed_us, received_us, source, said_by,
    reliability, raw
FROM reading WHERE point = %s AND observed_us > %s AND observed_us <= %s ORDER BY observed_us, number

-- name: newest_readings
SELECT point, towards, vehicles, quantity, seen, value, most, observed_us, received_us, source, said_by,
    reliability, raw
FROM reading WHERE point = %s AND observed_us > %s AND observed_us <= %s
ORDER BY observed_us DESC, received_us DESC, number DESC LIMIT %s

-- name: points
SELECT DISTINCT point FROM reading ORDER BY point

-- name: put_run
INSERT INTO feed_run (at_us, kind, file, taken, repeated, rejected) VALUES (%s, %s, %s, %s, %s, %s) RETURNING number

-- name: put_reject
INSERT INTO feed_reject (run, reason, advice, field, row, rows) VALUES (%s, %s, %s, %s, %s, %s)

-- name: runs
SELECT number, at_us, kind, file, taken, repeated, rejected FROM feed_run ORDER BY number DESC LIMIT %s

-- name: rejects
SELECT reason, advice, field, row, rows FROM feed_reject WHERE run = %s ORDER BY rows DESC, number
