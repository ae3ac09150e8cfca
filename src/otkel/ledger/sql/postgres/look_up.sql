-- name: act_by_key
-- Only the first event of an act carries the key; the act ends before the next event that carries one.
SELECT e.bytes FROM event AS first
CROSS JOIN LATERAL (
    SELECT one.position, one.bytes FROM event one
    WHERE one.position >= first.position AND one.position < coalesce(
        (SELECT min(n.position) FROM event n WHERE n.position > first.position AND n.client_key IS NOT NULL),
        9223372036854775807
    )
) e
WHERE first.client_key = %b
ORDER BY e.position

-- name: known
SELECT
    ARRAY(
        SELECT asked.key FROM unnest(%b::text[]) AS asked (key)
        WHERE EXISTS (SELECT FROM event e WHERE e.client_key = asked.key)
    ),
    ARRAY(
        SELECT (SELECT c.position FROM claim c WHERE c.kind = asked.kind AND c.subject = asked.subject)
        FROM unnest(%b::text[], %b::text[]) WITH ORDINALITY AS asked (kind, subject, place)
        ORDER BY place
    )
