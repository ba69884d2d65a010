-- Articles in their current version, the one without an end; what somebody set by hand stands before what was read.
SELECT
    a.article_id,
    coalesce(k.headline, v.headline) AS headline,
    a.publication_id,
    a.url,
    v.in_language AS language,
    CASE WHEN d.earliest = d.latest THEN d.earliest END AS published_on,
    d.at AS published_at,
    CASE
        WHEN date_trunc('month', d.earliest) = date_trunc('month', d.latest) THEN date_trunc('month', d.earliest)::date
    END AS published_month,
    d.precision AS published_precision,
    v.date_published_text AS published_text,
    v.byline,
    v.word_count,
    coalesce(b.paragraph_count, 0)::integer AS paragraph_count,
    coalesce(w.author_count, 0)::integer AS author_count,
    coalesce(m.mention_count, 0)::integer AS mention_count,
    coalesce(q.quotation_count, 0)::integer AS quotation_count,
    n.version_count::integer AS version_count,
    EXISTS (
        SELECT
        FROM (
            SELECT other_version_id AS twin FROM news.near_duplicate WHERE version_id = v.version_id
            UNION ALL
            SELECT version_id FROM news.near_duplicate WHERE other_version_id = v.version_id
        ) AS pair
        JOIN news.article_version AS t ON t.version_id = pair.twin AND t.valid_to IS NULL
        WHERE (coalesce(t.date_published, 'infinity'), t.version_id) < (coalesce(v.date_published, 'infinity'), v.version_id)
    ) AS is_near_duplicate,
    k.article_id IS NOT NULL AS is_corrected,
    v.article_body AS body
FROM news.article AS a
JOIN news.article_version AS v ON v.article_id = a.article_id AND v.valid_to IS NULL
LEFT JOIN news.correction AS k ON k.article_id = a.article_id
CROSS JOIN LATERAL (
    SELECT v.date_published, v.date_published_latest, v.date_published_at, v.date_published_precision
    WHERE k.date_published IS NULL
    UNION ALL
    SELECT k.date_published, k.date_published_latest, k.date_published_at, k.date_published_precision
    WHERE k.date_published IS NOT NULL
) AS d (earliest, latest, at, precision)
JOIN (SELECT article_id, count(*) AS version_count FROM news.article_version GROUP BY article_id) AS n
    ON n.article_id = a.article_id
LEFT JOIN (SELECT version_id, count(*) AS paragraph_count FROM news.block WHERE kind = 'paragraph' GROUP BY version_id) AS b
    ON b.version_id = v.version_id
LEFT JOIN (SELECT article_id, count(*) AS author_count FROM news.authorship WHERE NOT is_contributor GROUP BY article_id) AS w
    ON w.article_id = a.article_id
LEFT JOIN (SELECT version_id, count(*) AS mention_count FROM news.mention GROUP BY version_id) AS m
    ON m.version_id = v.version_id
LEFT JOIN (SELECT version_id, count(*) AS quotation_count FROM news.quotation GROUP BY version_id) AS q
    ON q.version_id = v.version_id
