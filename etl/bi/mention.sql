-- Each mention of a current version.
SELECT v.article_id, m.ordinal, c.entity_id, m.kind, c.name, m.surface, m.form, m.title
FROM news.mention AS m
JOIN news.shown_version AS v ON v.version_id = m.version_id
JOIN news.chain AS c ON c.version_id = m.version_id AND c.ordinal = m.chain_ordinal
