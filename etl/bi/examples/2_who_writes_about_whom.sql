-- Which authors name which people in the largest number of articles?
SELECT w.name AS author, e.name AS names, count(DISTINCT m.article_id) AS articles
FROM bi.article_author AS aa
JOIN bi.author AS w USING (author_id)
JOIN bi.mention AS m USING (article_id)
JOIN bi.entity AS e USING (entity_id)
WHERE e.kind = 'person' AND w.kind = 'person'
GROUP BY w.name, e.name
ORDER BY articles DESC, author, names
LIMIT 5
