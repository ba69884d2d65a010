-- What must hold before bi shows it: each row names a check and counts the rows that break it.
-- To look into a text takes its unpacking, so that is done for rows written or changed since the check last passed, by
-- loads or by hand: their transactions are the younger ones. Nobody loads meanwhile.
WITH last AS (
    SELECT DISTINCT ON (check_name)
        check_name, CASE failing_count WHEN 0 THEN age(xmin) ELSE 2147483647 END AS transactions
    FROM ops.quality_result
    ORDER BY check_name, checked_at DESC
)
SELECT 'mentions stand where they say' AS check_name, count(*) AS failing_count
FROM news.mention AS m
JOIN news.article_version AS v USING (version_id)
LEFT JOIN last ON last.check_name = 'mentions stand where they say'
WHERE CASE WHEN least(age(m.xmin), age(v.xmin)) <= coalesce(last.transactions, 2147483647)
    THEN substr(v.article_body, m.start_offset + 1, m.end_offset - m.start_offset) <> m.surface END
UNION ALL
SELECT 'time expressions stand where they say', count(*)
FROM news.time_expression AS t
JOIN news.article_version AS v USING (version_id)
LEFT JOIN last ON last.check_name = 'time expressions stand where they say'
WHERE CASE WHEN least(age(t.xmin), age(v.xmin)) <= coalesce(last.transactions, 2147483647)
    THEN substr(v.article_body, t.start_offset + 1, t.end_offset - t.start_offset) <> t.surface END
UNION ALL
SELECT 'every article has one current version', count(*)
FROM (
    SELECT a.article_id
    FROM news.article AS a
    LEFT JOIN news.article_version AS v ON v.article_id = a.article_id AND v.valid_to IS NULL
    GROUP BY a.article_id
    HAVING count(v.version_id) <> 1
) AS broken
UNION ALL
SELECT 'every document is loaded or rejected', count(*)
FROM ops.document AS d
LEFT JOIN ops.rejection AS r ON r.document_id = d.document_id AND r.is_open
WHERE d.version_id IS NULL AND r.document_id IS NULL
    AND NOT EXISTS (SELECT FROM ops.outcome AS o WHERE o.document_id = d.document_id AND o.verdict = 'waiting')
    -- An archive, a folder or a listing that could not be read once: what is in it stands for it now.
    AND NOT EXISTS (SELECT FROM ops.rejection AS o WHERE o.document_id = d.document_id AND o.stage = 'find')
    AND NOT EXISTS (SELECT FROM ops.fetch AS f WHERE f.fetch_id = d.document_id AND f.sha256 IS DISTINCT FROM d.sha256)
UNION ALL
SELECT 'finished runs account for every document', count(*)
FROM ops.run AS r
WHERE r.state = 'finished'
    AND r.found_count <> r.unread_count + (SELECT count(*) FROM ops.outcome AS o WHERE o.run_id = r.run_id)
UNION ALL
SELECT 'bylines name the person of their spelling', count(*)
FROM news.byline AS b
JOIN news.spelling AS s USING (spelling_id)
WHERE b.person_id IS DISTINCT FROM s.person_id
UNION ALL
SELECT 'every spelling is a person or was rejected', count(*)
FROM news.spelling AS s
WHERE s.person_id IS NULL
    AND NOT EXISTS (SELECT FROM ops.decision AS d WHERE d.key_id = s.spelling_id AND d.action = 'reject')
