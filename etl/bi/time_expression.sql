-- Each time expression of a current version; the range is inclusive on both sides here.
SELECT
    v.article_id,
    t.ordinal,
    t.surface,
    t.type,
    t.value,
    t.mod,
    lower(t.date_range) AS earliest,
    (upper(t.date_range) - 1) AS latest,
    t.granularity
FROM news.time_expression AS t
JOIN news.shown_version AS v ON v.version_id = t.version_id
