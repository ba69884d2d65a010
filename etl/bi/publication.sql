-- Publications that articles come from. The nil UUID stands for articles of unknown publication, so that
-- daily_count can name it in its key.
SELECT publication_id, name, domain, country
FROM news.publication
UNION ALL
SELECT '00000000-0000-0000-0000-000000000000'::uuid, 'unknown', NULL, NULL
