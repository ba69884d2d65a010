-- Places that a current version names.
SELECT
    p.geoname_id,
    p.name,
    p.kind,
    p.country,
    p.subdivision,
    p.latitude,
    p.longitude,
    count(DISTINCT c.version_id)::integer AS article_count,
    count(m.ordinal) AS mention_count
FROM news.place AS p
JOIN news.chain AS c ON c.geoname_id = p.geoname_id
JOIN news.shown_version AS v ON v.version_id = c.version_id
JOIN news.mention AS m ON m.version_id = c.version_id AND m.chain_ordinal = c.ordinal
GROUP BY p.geoname_id
