-- People and organizations that sign a current version.
SELECT
    p.person_id AS author_id,
    'person' AS kind,
    p.name,
    p.given_name,
    p.family_name,
    count(DISTINCT a.article_id)::integer AS article_count
FROM news.person AS p
JOIN news.authorship AS a ON a.person_id = p.person_id
GROUP BY p.person_id
UNION ALL
SELECT o.organization_id, 'organization', o.name, NULL, NULL, count(DISTINCT a.article_id)::integer
FROM news.organization AS o
JOIN news.authorship AS a ON a.organization_id = o.organization_id
GROUP BY o.organization_id
