-- What current versions name, resolved across articles.
SELECT
    e.entity_id,
    e.kind,
    coalesce(d.name, e.name) AS name,
    e.geoname_id,
    a.identifier AS authority_id,
    a.source AS authority_source,
    count(DISTINCT c.version_id)::integer AS article_count,
    count(m.ordinal) AS mention_count
FROM news.entity AS e
LEFT JOIN news.settled_entity AS d ON d.entity_id = e.entity_id
LEFT JOIN (
    SELECT DISTINCT ON (entity_id) entity_id, identifier, source
    FROM news.entity_authority
    JOIN news.authority USING (authority_id)
    ORDER BY entity_id, source COLLATE "C"
) AS a ON a.entity_id = e.entity_id
JOIN news.chain AS c ON c.entity_id = e.entity_id
JOIN news.shown_version AS v ON v.version_id = c.version_id
JOIN news.mention AS m ON m.version_id = c.version_id AND m.chain_ordinal = c.ordinal
GROUP BY e.entity_id, d.name, a.identifier, a.source
