-- People and organizations that stand in the byline of a current version.
SELECT
    p.person_id AS author_id,
    'person' AS kind,
    p.name,
    p.given_name,
    p.family_name,
    count(DISTINCT b.version_id)::integer AS article_count
FROM news.person AS p
JOIN news.byline AS b ON b.person_id = p.person_id
JOIN news.shown_version AS v ON v.version_id = b.version_id
GROUP BY p.person_id
UNION ALL
SELECT o.organization_id, 'organization', o.name, NULL, NULL, count(DISTINCT b.version_id)::integer
FROM news.organization AS o
JOIN news.byline AS b ON b.organization_id = o.organization_id
JOIN news.shown_version AS v ON v.version_id = b.version_id
GROUP BY o.organization_id
