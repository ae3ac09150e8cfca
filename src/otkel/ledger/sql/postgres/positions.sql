-- name: stamp
INSERT INTO tracker_clock (one, stamp_us) VALUES (1, %s)
ON CONFLICT (one) DO UPDATE SET stamp_us = greatest(tracker_clock.stamp_us + 1, excluded.stamp_us) RETURNING stamp_us

-- name: last_stamp
SELECT stamp_us FROM tracker_clock

-- name: put_positions
-- One statement for all rows of a group: each call into the database costs more than a row. Short columns are
-- given as JSON, long ones in one heap of bytes, by where they begin (from 1) and how long they are.
WITH given (stamp_us, rows, heap) AS (VALUES (%s::bigint, %s::json, %s::bytea))
INSERT INTO tracker_position (device, device_us, print, fix_us, located, latitude_e7, longitude_e7, speed_m_h,
    archived, protocol, model, told, raw, stamp_us)
SELECT decode(value ->> 0, 'hex'), (value ->> 1)::bigint, decode(value ->> 2, 'hex'), (value ->> 3)::bigint,
    value ->> 4, (value ->> 5)::bigint, (value ->> 6)::bigint, (value ->> 7)::bigint, (value ->> 8)::bigint,
    value ->> 9, value ->> 10,
    substring(heap FROM (value ->> 11)::int FOR (value ->> 12)::int),
    substring(heap FROM (value ->> 11)::int + (value ->> 12)::int FOR (value ->> 13)::int), stamp_us
FROM given, json_array_elements(rows) ON CONFLICT DO NOTHING

-- name: count_stamped
SELECT count(*) FROM tracker_position WHERE stamp_us = %s

-- name: of_device
SELECT device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told, raw
FROM tracker_position WHERE device = %s AND device_us > %s AND device_us <= %s ORDER BY device_us, print

-- name: before
SELECT device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told, raw
FROM tracker_position WHERE device = %s AND device_us < %s ORDER BY device_us DESC, print DESC LIMIT 1

-- name: after
SELECT device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told, raw
FROM tracker_position WHERE device = %s AND device_us > %s ORDER BY device_us, print LIMIT 1

-- name: fixes
SELECT device, fix_us, latitude_e7, longitude_e7
FROM tracker_position WHERE located = 'fix' AND fix_us > %s AND fix_us <= %s

-- name: of_batch
SELECT device, device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told,
    raw
FROM tracker_position WHERE stamp_us > %s AND stamp_us <= %s ORDER BY device, device_us, print

-- name: last_batch
SELECT up_to_us FROM tracker_batch ORDER BY up_to_us DESC LIMIT 1

-- name: batches
SELECT after_us, up_to_us FROM tracker_batch

-- name: begin_batch
INSERT INTO tracker_batch (up_to_us, after_us, told) VALUES (%s, %s, 0)

-- name: open_batches
SELECT after_us, up_to_us FROM tracker_batch WHERE told = 0 ORDER BY up_to_us

-- name: end_batch
UPDATE tracker_batch SET told = 1 WHERE up_to_us = %s

-- name: put_route
INSERT INTO seal_route (device, route) VALUES (%s, %s)
ON CONFLICT (device) DO UPDATE SET route = excluded.route

-- name: route
SELECT route FROM seal_route WHERE device = %s

-- name: drop_route
DELETE FROM seal_route WHERE device = %s

-- name: count_expired
SELECT count(*) FROM tracker_position WHERE stamp_us <= %s

-- name: expire
DELETE FROM tracker_position WHERE stamp_us <= %s

-- name: scrubbing_positions
VACUUM (FULL) tracker_position
