-- name: say
SELECT set_config('application_name', %s, false)

-- name: take
-- A lock of the session, not of a transaction: it is held for as long as the connection lives.
SELECT pg_try_advisory_lock(hashtextextended('otkel.decider.' || current_schema() || '.' || %s, 0))

-- name: still
SELECT 1

-- name: holder
-- A lock of one number stands as its upper and its lower half.
WITH asked (key) AS (SELECT hashtextextended('otkel.decider.' || current_schema() || '.' || %s, 0))
SELECT concat_ws(
    ', since ', nullif(a.application_name, ''),
    to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
)
FROM asked, pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (l.classid::bigint << 32 | l.objid::bigint) = asked.key
