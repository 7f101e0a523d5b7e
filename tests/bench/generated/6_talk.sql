-- What people say about things and hang on them, what is shared with guests, and views that somebody keeps.

CREATE TEMP TABLE said ON COMMIT DROP AS
SELECT 'launch' AS noun, l.id AS target, l.n * 6 + i AS n, least(l.made + i * interval '9 days', now() - interval '3 hours') AS at FROM launches l CROSS JOIN generate_series(1, 6) i
UNION ALL SELECT 'feature', f.id, f.n, least(f.made + interval '12 days', now() - interval '3 hours') FROM features f WHERE mod(f.n, 2) = 0;
ANALYZE said;
INSERT INTO comments (id, workspace_id, created_at, updated_at, version, external_id, target_noun, target_id, body, mentions, author_id)
SELECT pg_temp.id_at(s.at, format('said of %%s %%s', s.noun, s.n)), %(workspace)s, s.at, s.at, 1, '', s.noun, s.target,
    'Seen. I would ask **two customers** before we promise it to everybody: ' || lower(pg_temp.title(s.n, 400)), ARRAY[]::uuid[], m.id
FROM said s JOIN members m ON m.n = 2 + pg_temp.pick(s.n, 404, %(owners)s - 1);
INSERT INTO comments (id, workspace_id, created_at, updated_at, version, external_id, target_noun, target_id, body, mentions, author_id)
SELECT pg_temp.id_at(at, 'said lately ' || l.n), %(workspace)s, at, at, 1, '', 'launch', l.id, 'Agreed.', ARRAY[]::uuid[], %(admin)s
FROM launches l, LATERAL (SELECT now() - l.n * interval '1 minute' AS at) t WHERE l.n <= 30;
INSERT INTO attachments (id, workspace_id, created_at, updated_at, version, external_id, target_noun, target_id, name, file, sha256, size, kind, author_id)
SELECT pg_temp.id_at(at, format('file %%s %%s', l.n, i)), %(workspace)s, at, at, 1, '', 'launch', l.id, format('plan-%%s.pdf', i),
    format('attachments/%%s/%%s-%%s', %(workspace)s, l.n, i), encode(sha256((l.n * 3 + i)::text::bytea), 'hex'), 48213, 'application/pdf', m.id
FROM launches l CROSS JOIN generate_series(1, 3) i JOIN members m ON m.n = l.owner, LATERAL (SELECT l.made + i * interval '1 hour' AS at) t;

INSERT INTO shares (id, workspace_id, target_noun, target_id, member_id, author_id, created_at)
SELECT pg_temp.id_at(now(), format('share %%s %%s', g.n, i)), %(workspace)s, 'launch', l.id, g.id, %(admin)s, now()
FROM (SELECT row_number() OVER (ORDER BY id) AS n, id FROM accounts_member WHERE workspace_id = %(workspace)s AND role = 'guest') g
CROSS JOIN generate_series(1, 5) i JOIN launches l ON l.n = 1 + pg_temp.pick(g.n, 405, %(launches)s - 5) + i;

INSERT INTO saved_views_savedview (id, workspace_id, created_at, updated_at, version, external_id, name, screen, query, owner_id, is_shared)
SELECT pg_temp.id_at(at, 'view' || v), %(workspace)s, at, at, 1, '', 'View ' || v, pg_temp.word(v, 406, ARRAY['timeline', 'table', 'board']), 'hat=product', m.id, mod(v, 4) = 0
FROM generate_series(1, 120) v JOIN members m ON m.n = CASE WHEN mod(v, 12) = 0 THEN 1 ELSE 2 + mod(v, 90) END, LATERAL (SELECT now() - v * interval '2 days' AS at) t;
