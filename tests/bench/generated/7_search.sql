-- The words by which titles are found, as `launchhub.search.index` writes them.

CREATE TEMP TABLE titled ON COMMIT DROP AS
SELECT 'feature' AS noun, id, pg_temp.title(n, 40) AS title FROM features WHERE mod(n, 101) <> 0
UNION ALL SELECT 'launch', id, pg_temp.title(n, 20) FROM launches WHERE mod(n, 97) <> 0
UNION ALL SELECT 'task', id, pg_temp.title(n, 60) FROM tasks WHERE mod(n, 103) <> 0;
CREATE TEMP TABLE words ON COMMIT DROP AS
SELECT DISTINCT noun, id, word FROM titled, regexp_split_to_table(lower(title), '[^a-z0-9]+') word WHERE word <> '';
ANALYZE words;
INSERT INTO search_words (workspace_id, object_id, noun, word, weight)
SELECT %(workspace)s, id, noun, word, CASE word WHEN '' THEN 1 ELSE 3 END FROM (
    SELECT id, noun, word FROM words UNION SELECT id, noun, stem FROM words, unnest(ts_lexize('english_stem', word)) stem WHERE stem <> ''
    UNION SELECT id, noun, '' FROM titled
) every_word ORDER BY id, word;
INSERT INTO search_trigrams (workspace_id, trigram, word)
SELECT %(workspace)s, trigram, word FROM (SELECT DISTINCT word FROM words WHERE word ~ '^[a-z]{4,}$') w, unnest(show_trgm(word)) trigram;
