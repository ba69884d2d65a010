-- Who signs which article, after decisions.
SELECT article_id, ordinal, coalesce(person_id, organization_id) AS author_id, is_contributor, role, name_as_printed
FROM news.authorship
