-- Who stands in the byline of which article.
SELECT
    v.article_id,
    b.ordinal,
    coalesce(b.person_id, b.organization_id) AS author_id,
    b.is_contributor,
    b.role,
    b.surface AS name_as_printed
FROM news.byline AS b
JOIN news.shown_version AS v ON v.version_id = b.version_id
