-- Articles in their current version, the one without an end; what somebody set by hand stands before what was read.
-- Copies are counted among the articles that are shown.
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
    k.article_id IS NOT NULL AS is_corrected,
    coalesce(r.representative_id, a.article_id) AS representative_id,
    coalesce(o.article_count - 1, 0)::integer AS copy_count,
    coalesce(r.is_syndicated, false) AS is_syndicated,
    v.article_body AS body
FROM news.article AS a
JOIN news.shown_version AS s ON s.article_id = a.article_id
JOIN news.article_version AS v ON v.version_id = s.version_id
LEFT JOIN news.correction AS k ON k.article_id = a.article_id
CROSS JOIN LATERAL (
    SELECT v.date_published, v.date_published_latest, v.date_published_at, v.date_published_precision
    WHERE k.date_published IS NULL
    UNION ALL
    SELECT k.date_published, k.date_published_latest, k.date_published_at, k.date_published_precision
    WHERE k.date_published IS NOT NULL
) AS d (earliest, latest, at, precision)
JOIN (
    SELECT v.article_id, count(DISTINCT v.version_id) + count(f.version_id) AS version_count
    FROM news.article_version AS v
    LEFT JOIN news.former_validity AS f USING (version_id)
    GROUP BY v.article_id
) AS n
    ON n.article_id = a.article_id
LEFT JOIN (SELECT version_id, count(*) AS paragraph_count FROM news.block WHERE kind = 'paragraph' GROUP BY version_id) AS b
    ON b.version_id = v.version_id
LEFT JOIN (SELECT article_id, count(*) AS author_count FROM news.authorship WHERE NOT is_contributor GROUP BY article_id) AS w
    ON w.article_id = a.article_id
LEFT JOIN (SELECT version_id, count(*) AS mention_count FROM news.mention GROUP BY version_id) AS m
    ON m.version_id = v.version_id
LEFT JOIN (SELECT version_id, count(*) AS quotation_count FROM news.quotation GROUP BY version_id) AS q
    ON q.version_id = v.version_id
LEFT JOIN news.duplicate_member AS c ON c.article_id = a.article_id
LEFT JOIN news.duplicate_cluster AS r ON r.cluster_id = c.cluster_id
LEFT JOIN (
    SELECT m.cluster_id, count(*) AS article_count
    FROM news.duplicate_member AS m
    JOIN news.shown_version AS x ON x.article_id = m.article_id
    GROUP BY m.cluster_id
) AS o ON o.cluster_id = c.cluster_id
