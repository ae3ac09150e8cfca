-- name: stamp
INSERT INTO tracker_clock (one, stamp_us) VALUES (1, ?)
ON CONFLICT (one) DO UPDATE SET stamp_us = max(tracker_clock.stamp_us + 1, excluded.stamp_us) RETURNING stamp_us

-- name: last_stamp
SELECT stamp_us FROM tracker_clock

-- name: put_positions
-- One statement for all rows of a group: each call into the database costs more than a row. Short columns are
-- given as JSON, long ones in one heap of bytes, by where they begin (from 1) and how long they are.
INSERT INTO tracker_position (device, device_us, print, fix_us, located, latitude_e7, longitude_e7, speed_m_h,
    archived, protocol, model, told, raw, stamp_us)
SELECT unhex(value ->> 0), value ->> 1, unhex(value ->> 2), value ->> 3, value ->> 4, value ->> 5, value ->> 6,
    value ->> 7, value ->> 8, value ->> 9, value ->> 10,
    substr(?3, value ->> 11, value ->> 12), substr(?3, (value ->> 11) + (value ->> 12), value ->> 13), ?1
FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING

-- name: count_stamped
SELECT count(*) FROM tracker_position WHERE stamp_us = ?

-- name: of_device
SELECT device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told, raw
FROM tracker_position WHERE device = ? AND device_us > ? AND device_us <= ? ORDER BY device_us, print

-- name: before
SELECT device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told, raw
FROM tracker_position WHERE device = ? AND device_us < ? ORDER BY device_us DESC, print DESC LIMIT 1

-- name: after
SELECT device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told, raw
FROM tracker_position WHERE device = ? AND device_us > ? ORDER BY device_us, print LIMIT 1

-- name: fixes
SELECT device, fix_us, latitude_e7, longitude_e7
FROM tracker_position WHERE located = 'fix' AND fix_us > ? AND fix_us <= ?

-- name: of_batch
SELECT device, device_us, fix_us, located, latitude_e7, longitude_e7, speed_m_h, archived, protocol, model, told,
    raw
FROM tracker_position WHERE stamp_us > ? AND stamp_us <= ? ORDER BY device, device_us, print

-- name: last_batch
SELECT up_to_us FROM tracker_batch ORDER BY up_to_us DESC LIMIT 1

-- name: batches
SELECT after_us, up_to_us FROM tracker_batch

-- name: begin_batch
INSERT INTO tracker_batch (up_to_us, after_us, told) VALUES (?, ?, 0)

-- name: open_batches
SELECT after_us, up_to_us FROM tracker_batch WHERE told = 0 ORDER BY up_to_us

-- name: end_batch
UPDATE tracker_batch SET told = 1 WHERE up_to_us = ?

-- name: put_route
INSERT INTO seal_route (device, route) VALUES (?, ?)
ON CONFLICT (device) DO UPDATE SET route = excluded.route

-- name: route
SELECT route FROM seal_route WHERE device = ?

-- name: drop_route
DELETE FROM seal_route WHERE device = ?

-- name: count_expired
SELECT count(*) FROM tracker_position WHERE stamp_us <= ?

-- name: expire
DELETE FROM tracker_position WHERE stamp_us <= ?

-- name: secure_delete
PRAGMA secure_delete = ON

-- name: checkpoint
PRAGMA wal_checkpoint(TRUNCATE)
