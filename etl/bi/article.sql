-- Articles in their current version, the one without an end.
SELECT
    a.article_id,
    v.headline,
    a.publication_id,
    a.url,
    v.in_language AS language,
    CASE WHEN v.date_published = v.date_published_latest THEN v.date_published END AS published_on,
    v.date_published_at AS published_at,
    CASE
        WHEN date_trunc('month', v.date_published) = date_trunc('month', v.date_published_latest)
            THEN date_trunc('month', v.date_published)::date
    END AS published_month,
    v.date_published_precision AS published_precision,
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
    v.article_body AS body
FROM news.article AS a
JOIN news.article_version AS v ON v.article_id = a.article_id AND v.valid_to IS NULL
JOIN (
    SELECT v.article_id, count(DISTINCT v.version_id) + count(f.version_id) AS version_count
    FROM news.article_version AS v
    LEFT JOIN news.former_validity AS f USING (version_id)
    GROUP BY v.article_id
) AS n
    ON n.article_id = a.article_id
LEFT JOIN (SELECT version_id, count(*) AS paragraph_count FROM news.block WHERE kind = 'paragraph' GROUP BY version_id) AS b
    ON b.version_id = v.version_id
LEFT JOIN (SELECT version_id, count(*) AS author_count FROM news.byline WHERE NOT is_contributor GROUP BY version_id) AS w
    ON w.version_id = v.version_id
LEFT JOIN (SELECT version_id, count(*) AS mention_count FROM news.mention GROUP BY version_id) AS m
    ON m.version_id = v.version_id
LEFT JOIN (SELECT version_id, count(*) AS quotation_count FROM news.quotation GROUP BY version_id) AS q
    ON q.version_id = v.version_id
