-- Counts per day and publication, of articles whose day is known.
SELECT
    published_on,
    coalesce(publication_id, '00000000-0000-0000-0000-000000000000'::uuid) AS publication_id,
    count(*)::integer AS article_count,
    sum(mention_count) AS mention_count,
    sum(quotation_count) AS quotation_count,
    sum(word_count) AS word_count
FROM bi.article
JOIN news.shown_version USING (article_id) -- what is gone is deleted from bi.article last
WHERE published_on IS NOT NULL
GROUP BY published_on, coalesce(publication_id, '00000000-0000-0000-0000-000000000000'::uuid)
