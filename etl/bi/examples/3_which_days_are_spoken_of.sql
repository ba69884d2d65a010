-- Which days do articles speak of that were not the day they appeared, and in whose words?
SELECT t.earliest AS day, count(DISTINCT t.article_id) AS articles, string_agg(DISTINCT t.surface, ', ') AS printed_as
FROM bi.time_expression AS t
JOIN bi.article AS a USING (article_id)
WHERE t.type = 'DATE' AND t.earliest = t.latest AND t.earliest <> a.published_on
GROUP BY t.earliest
ORDER BY articles DESC, day
LIMIT 5
