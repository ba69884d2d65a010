-- Each quotation of a current version, with its speaker where the speaker is known.
SELECT
    v.article_id,
    q.ordinal,
    q.surface,
    q.speaker,
    c.entity_id AS speaker_entity_id,
    q.confidence
FROM news.quotation AS q
JOIN news.shown_version AS v ON v.version_id = q.version_id
LEFT JOIN news.chain AS c ON c.version_id = q.version_id AND c.ordinal = q.speaker_chain
