-- Who is quoted most, in how many articles, and first when?
SELECT e.name AS speaker, count(*) AS quotations, count(DISTINCT q.article_id) AS articles, min(a.published_on) AS first_on
FROM bi.quotation AS q
JOIN bi.entity AS e ON e.entity_id = q.speaker_entity_id
JOIN bi.article AS a USING (article_id)
GROUP BY e.name
ORDER BY quotations DESC, speaker
LIMIT 5
