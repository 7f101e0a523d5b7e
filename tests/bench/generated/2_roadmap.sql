-- Products, launches over nearly four years, and their features, milestones, tasks, dependencies, RACI lines, briefs.

CREATE TEMP TABLE products ON COMMIT DROP AS
SELECT n, at, pg_temp.id_at(at, 'product' || n) AS id
FROM generate_series(1, %(products)s) n, LATERAL (SELECT now() - interval '4 years' + n * interval '3 days' AS at) t;
ANALYZE products;

INSERT INTO roadmap_product (id, workspace_id, created_at, updated_at, version, external_id, name, key, vision, strategy, owner_id)
SELECT p.id, %(workspace)s, at, at, 1, '', 'Product ' || p.n, 'P' || p.n, 'Everything about it in one place.', '', m.id
FROM products p JOIN members m ON m.n = 1 + mod(p.n, %(owners)s);

-- `day` is where the launch stands between 1,000 days ago and 350 days ahead; it was made 200 days before, or lately.
CREATE TEMP TABLE launches ON COMMIT DROP AS
SELECT n, day, made, pg_temp.id_at(made, 'launch' || n) AS id,
    CASE WHEN mod(n, greatest(%(launches)s / 12, 1)) = 0 THEN 1 ELSE 2 + pg_temp.pick(n, 3, %(owners)s - 1) END AS owner,
    CASE WHEN pg_temp.chance(n, 4, 4) THEN 'cancelled'
        WHEN day < current_date THEN CASE WHEN pg_temp.chance(n, 5, 75) THEN 'closed' ELSE 'launched' END
        WHEN pg_temp.chance(n, 6, 5) THEN 'on_hold'
        WHEN day < current_date + 20 THEN pg_temp.word(n, 7, ARRAY['committed', 'ready', 'committed'])
        WHEN day < current_date + 90 THEN pg_temp.word(n, 8, ARRAY['committed', 'planning', 'committed'])
        ELSE 'planning' END AS status
FROM generate_series(1, %(launches)s) n,
    LATERAL (SELECT current_date - 1000 + (n::bigint * 1350 / %(launches)s)::int AS day) d,
    LATERAL (SELECT least(day - 200 - pg_temp.pick(n, 9, 60), now() - pg_temp.pick(n, 10, 40) * interval '1 day') + n * interval '1 millisecond' AS made) m;
ANALYZE launches;

INSERT INTO roadmap_launch (id, workspace_id, created_at, updated_at, version, deleted_at, external_id, name, tier, owner_id, date, precision,
    external_precision, actual_date, status, summary, build)
SELECT l.id, %(workspace)s, made, least(made + interval '90 days', now()), 1 + mod(l.n, 9), CASE WHEN mod(l.n, 97) = 0 THEN least(made + interval '100 days', now()) END, 'L-' || l.n,
    left(pg_temp.title(l.n, 20), 200), 1 + pg_temp.pick(l.n, 11, 3), m.id, CASE WHEN mod(l.n, 53) <> 0 THEN day END,
    CASE WHEN day > current_date + 180 THEN pg_temp.word(l.n, 12, ARRAY['month', 'quarter', 'day']) ELSE 'day' END, 'month',
    CASE WHEN status IN ('launched', 'closed') THEN day END, status, 'What it is for, and for whom, in one or two sentences.', ''
FROM launches l JOIN members m ON m.n = l.owner;

INSERT INTO roadmap_launchproduct (id, workspace_id, launch_id, product_id)
SELECT pg_temp.id_at(l.made, format('of %%s %%s', l.n, i)), %(workspace)s, l.id, p.id
FROM launches l CROSS JOIN generate_series(0, 1) i JOIN products p ON p.n = 1 + mod(l.n + i, %(products)s)
WHERE i = 0 OR mod(l.n, 4) = 0;

-- Neighbouring features belong to neighbouring launches, unevenly; one in twenty is for none yet.
CREATE TEMP TABLE features ON COMMIT DROP AS
SELECT f.n, f.launch_n, l.id AS launch_id, l.day, m.made, pg_temp.id_at(m.made, 'feature' || f.n) AS id,
    CASE WHEN pg_temp.chance(f.n, 31, 5) THEN 'cut' WHEN pg_temp.chance(f.n, 32, 4) THEN 'parked'
        WHEN l.day < current_date THEN 'done'
        WHEN l.day < current_date + 60 THEN pg_temp.word(f.n, 33, ARRAY['building', 'done', 'building'])
        ELSE pg_temp.word(f.n, 34, ARRAY['idea', 'planned', 'planned', 'building']) END AS status
FROM (SELECT n, 1 + least(greatest((n - 1) * %(launches)s::bigint / %(features)s + pg_temp.pick(n, 30, 5) - 2, 0), %(launches)s - 1) AS launch_n
      FROM generate_series(1, %(features)s) n) f
JOIN launches l ON l.n = f.launch_n,
    LATERAL (SELECT least(l.made + pg_temp.pick(f.n, 35, 80) * interval '1 day', now() - interval '1 hour') + mod(f.n, 1000) * interval '1 second' AS made) m;
ANALYZE features;

INSERT INTO roadmap_feature (id, workspace_id, created_at, updated_at, version, deleted_at, external_id, title, product_id, description, status,
    reason, start, target, owner_id, labels, launch_id, ui_revision, external_url, position)
SELECT f.id, %(workspace)s, made, least(made + pg_temp.pick(f.n, 36, 200) * interval '1 day', now()), 1 + pg_temp.pick(f.n, 37, 12),
    CASE WHEN mod(f.n, 101) = 0 THEN least(made + interval '100 days', now()) END, 'F-' || f.n, pg_temp.title(f.n, 40), p.id,
    'As somebody who looks after ' || pg_temp.word(f.n, 38, ARRAY['accounts', 'orders', 'people', 'machines']) || ', I want to see at a glance '
    || 'what has changed since yesterday, so that I need not ask around.', f.status, CASE WHEN f.status IN ('cut', 'parked') THEN 'Not enough time.' ELSE '' END,
    f.day - 90, CASE WHEN mod(f.n, 8) <> 0 THEN f.day - 20 + pg_temp.pick(f.n, 39, 26) END, CASE WHEN mod(f.n, 6) <> 0 THEN m.id END,
    ARRAY[pg_temp.word(f.n, 40, ARRAY['web', 'mobile', 'server', 'billing', 'security', 'design', 'api', 'docs'])],
    CASE WHEN mod(f.n, 20) <> 0 THEN f.launch_id END, 1 + mod(f.n, 4), 'https://tracker.example.com/F-' || f.n, f.n
FROM features f JOIN products p ON p.n = 1 + mod(f.launch_n, %(products)s) JOIN members m ON m.n = 1 + pg_temp.pick(f.n, 41, %(owners)s);

INSERT INTO roadmap_milestone (id, workspace_id, created_at, updated_at, version, external_id, due, offset_days, offset_unit, name, kind, hat, length_days,
    actual_date, note, launch_id, owner_id)
SELECT pg_temp.id_at(l.made, format('milestone %%s %%s', l.n, i)), %(workspace)s, l.made, l.made, 1, '', l.day + days, days, 'calendar', name, kind,
    'product', CASE WHEN kind = 'phase' THEN 14 END, CASE WHEN l.day + days < current_date THEN l.day + days END, '', l.id, m.id
FROM launches l CROSS JOIN (VALUES (1, 'Kick-off', 'milestone', -120), (2, 'Feature freeze', 'freeze', -45), (3, 'Beta', 'phase', -40),
    (4, 'Code freeze', 'freeze', -14), (5, 'Sales briefing', 'milestone', -7), (6, 'Retrospective', 'milestone', 14)) k (i, name, kind, days)
JOIN members m ON m.n = l.owner;

CREATE TEMP TABLE tasks ON COMMIT DROP AS
SELECT (l.n - 1) * 8 + i AS n, l.id AS launch_id, l.made, l.day, l.day - 90 + i * 12 AS due, pg_temp.id_at(l.made, format('task %%s %%s', l.n, i)) AS id
FROM launches l CROSS JOIN generate_series(1, 8) i;
ANALYZE tasks;

INSERT INTO roadmap_task (id, workspace_id, created_at, updated_at, version, deleted_at, external_id, due, offset_days, offset_unit, title, hat, status,
    reason, blocks_launch, note, assignee_id, launch_id)
SELECT t.id, %(workspace)s, made, least(made + interval '60 days', now()), 1 + mod(t.n, 5), CASE WHEN mod(t.n, 103) = 0 THEN least(made + interval '100 days', now()) END, '', due, due - day,
    'calendar', pg_temp.title(t.n, 60), pg_temp.word(t.n, 64, ARRAY['product', 'marketing', 'qa', 'engineering', 'sales', 'support', 'legal']),
    CASE WHEN due < current_date - 7 THEN CASE WHEN pg_temp.chance(t.n, 65, 6) THEN 'skipped' WHEN day < current_date OR pg_temp.chance(t.n, 66, 97) THEN 'done' ELSE 'doing' END
        WHEN due < current_date + 20 THEN 'doing' ELSE 'todo' END,
    '', pg_temp.chance(t.n, 67, 15), '', CASE WHEN mod(t.n, greatest(%(launches)s * 8 / 40, 1)) = 0 THEN %(admin)s WHEN mod(t.n, 5) <> 0 THEN m.id END, launch_id
FROM tasks t JOIN members m ON m.n = 2 + pg_temp.pick(t.n, 68, %(owners)s - 1);

INSERT INTO roadmap_dependency (id, workspace_id, created_at, updated_at, version, external_id, kind, lag_days, from_feature_id, to_feature_id)
SELECT pg_temp.id_at(b.made, 'depends' || b.n), %(workspace)s, b.made, b.made, 1, '', pg_temp.word(b.n, 70, ARRAY['blocks', 'blocks', 'relates']), 0, a.id, b.id
FROM features b JOIN features a ON a.n = b.n - 1 - pg_temp.pick(b.n, 71, 30) WHERE mod(b.n, 4) = 0;
INSERT INTO roadmap_dependency (id, workspace_id, created_at, updated_at, version, external_id, kind, lag_days, from_launch_id, to_launch_id)
SELECT pg_temp.id_at(b.made, 'waits' || b.n), %(workspace)s, b.made, b.made, 1, '', 'blocks', 7, a.id, b.id
FROM launches b JOIN launches a ON a.n = b.n - 1 - pg_temp.pick(b.n, 72, 6) WHERE mod(b.n, 5) = 0;

INSERT INTO roadmap_datemove (id, workspace_id, subject_type, subject_id, launch_id, old, new, days, reason, note, actor_id, blast_radius, created_at)
SELECT pg_temp.id_at(at, format('move %%s %%s', l.n, i)), %(workspace)s, 'launch', l.id, l.id, l.day - 14 * (4 - i), l.day - 14 * (3 - i), 14,
    pg_temp.word(l.n + i, 73, ARRAY['scope', 'quality', 'dependency', 'capacity', 'market']), 'Two weeks more.', m.id, '{"moved": [], "people": []}', at
FROM launches l CROSS JOIN generate_series(1, 3) i JOIN members m ON m.n = l.owner,
    LATERAL (SELECT least(l.made + i * interval '40 days', now() - (4 - i) * interval '1 hour') AS at) t
WHERE i <= 1 + mod(l.n, 3);
INSERT INTO roadmap_datemove (id, workspace_id, subject_type, subject_id, launch_id, old, new, days, reason, note, actor_id, blast_radius, created_at)
SELECT pg_temp.id_at(at, 'moved' || f.n), %(workspace)s, 'feature', f.id, f.launch_id, f.day - 30, f.day - 20, 10,
    pg_temp.word(f.n, 74, ARRAY['scope', 'quality', 'dependency', 'capacity']), '', m.id, '{}', at
FROM features f JOIN members m ON m.n = 1 + pg_temp.pick(f.n, 75, %(owners)s),
    LATERAL (SELECT least(f.made + interval '30 days', now() - interval '2 hours') AS at) t WHERE mod(f.n, 3) = 0;

CREATE TEMP TABLE customers ON COMMIT DROP AS
SELECT n, at, pg_temp.id_at(at, 'customer' || n) AS id
FROM generate_series(1, 150 + %(features)s / 20) n, LATERAL (SELECT now() - interval '900 days' + n * interval '1 minute' AS at) t;
ANALYZE customers;
INSERT INTO roadmap_customer (id, workspace_id, created_at, updated_at, version, external_id, name, segment, value, advisory_board)
SELECT id, %(workspace)s, at, at, 1, 'C-' || n, 'Customer ' || n, pg_temp.word(n, 90, ARRAY['Retail', 'Harbours', 'Clubs', 'Ferries']),
    CASE WHEN mod(n, 7) <> 0 THEN 1000 + pg_temp.pick(n, 91, 200000) END, mod(n, 20) = 0
FROM customers;

-- Of each feature one insight, and as many again that nobody has linked or declined. One in sixteen is in the bin.
-- Each customer has about as many: who has a hundred times the features does not have the same few customers.
CREATE TEMP TABLE insights ON COMMIT DROP AS
SELECT n, at, pg_temp.id_at(at, 'insight' || n) AS id, n <= %(features)s AS is_linked
FROM generate_series(1, %(features)s * 2) n, LATERAL (SELECT now() - pg_temp.pick(n, 92, 600) * interval '1 day' - n * interval '1 second' AS at) t;
ANALYZE insights;
INSERT INTO roadmap_insight (id, workspace_id, created_at, updated_at, version, deleted_at, external_id, body, status, answer, source, sentiment, segment, customer_id, author_id)
SELECT i.id, %(workspace)s, i.at, i.at, 1, CASE WHEN mod(i.n, 16) = 0 THEN least(i.at + interval '2 days', now()) END, '', 'It takes them a week, and they ask when it will be quicker.',
    CASE WHEN i.is_linked THEN pg_temp.word(i.n, 93, ARRAY['linked', 'planned']) ELSE pg_temp.word(i.n, 94, ARRAY['new', 'declined', 'declined']) END, '',
    pg_temp.word(i.n, 95, ARRAY['call', 'survey', 'support', 'sales', 'review']), pg_temp.word(i.n, 96, ARRAY['positive', 'neutral', 'negative']), '', c.id, m.id
FROM insights i JOIN customers c ON c.n = 1 + mod(i.n, 150 + %(features)s / 20) JOIN members m ON m.n = 1 + pg_temp.pick(i.n, 97, %(owners)s);
INSERT INTO roadmap_insightfeature (id, workspace_id, insight_id, feature_id)
SELECT pg_temp.id_at(i.at, 'asks' || i.n), %(workspace)s, i.id, f.id FROM insights i JOIN features f ON f.n = i.n;

CREATE TEMP TABLE lines ON COMMIT DROP AS
SELECT (l.n - 1) * 3 + i AS n, l.made, l.id AS launch_id, what, hat, pg_temp.id_at(l.made, format('line %%s %%s', l.n, i)) AS id
FROM launches l CROSS JOIN (VALUES (1, 'Scope and go or no-go', 'product'), (2, 'Story and campaign', 'marketing'), (3, 'Quality', 'qa')) k (i, what, hat);
ANALYZE lines;
INSERT INTO roadmap_raciline (id, workspace_id, created_at, updated_at, version, external_id, what, hat, accountable_id, launch_id)
SELECT r.id, %(workspace)s, made, made, 1, '', what, hat, m.id, launch_id FROM lines r JOIN members m ON m.n = 2 + pg_temp.pick(r.n, 80, %(owners)s - 1);
INSERT INTO roadmap_raciresponsible (id, workspace_id, line_id, member_id)
SELECT pg_temp.id_at(made, 'responsible' || r.n), %(workspace)s, r.id, m.id FROM lines r JOIN members m ON m.n = 1 + pg_temp.pick(r.n, 81, %(owners)s);
INSERT INTO roadmap_raciinformed (id, workspace_id, line_id, member_id)
SELECT pg_temp.id_at(made, 'informed' || r.n), %(workspace)s, r.id, m.id FROM lines r JOIN members m ON m.n = 1 + pg_temp.pick(r.n, 82, %(owners)s);

INSERT INTO roadmap_brief (id, workspace_id, created_at, updated_at, version, external_id, hat, text, author_id, launch_id)
SELECT pg_temp.id_at(l.made, format('brief %%s %%s', l.n, hat)), %(workspace)s, l.made, l.made, 1, '', hat, 'Why we do it, for whom, and what could go wrong.', m.id, l.id
FROM launches l CROSS JOIN unnest(ARRAY['product', 'marketing', 'qa']) hat JOIN members m ON m.n = l.owner;

INSERT INTO roadmap_playbook (id, workspace_id, created_at, updated_at, version, external_id, name, tier, revision, is_built_in)
SELECT pg_temp.id_at(at, 'playbook' || n), %(workspace)s, at, at, 1, '', 'Plan ' || n, 1 + mod(n, 3), 1, false
FROM generate_series(1, 6) n, LATERAL (SELECT now() - n * interval '50 days' AS at) t;
INSERT INTO roadmap_playbookitem (id, workspace_id, playbook_id, key, noun, title, kind, hat, offset_days, offset_unit, blocks_launch, required, details, position)
SELECT pg_temp.id_at(now(), p.name || i), %(workspace)s, p.id, 'item-' || i, 'task', 'Step ' || i, '', 'product', -i * 5, 'calendar', false, true, '{}', i
FROM roadmap_playbook p CROSS JOIN generate_series(1, 15) i WHERE p.workspace_id = %(workspace)s AND NOT p.is_built_in;

INSERT INTO watches (id, workspace_id, member_id, noun, target_id, because, muted, created_at)
SELECT pg_temp.id_at(l.made, format('watch %%s %%s', l.n, i)), %(workspace)s, m.id, 'launch', l.id, 'you watch it', mod(l.n, 50) = 0, l.made
FROM launches l CROSS JOIN generate_series(0, 2) i JOIN members m ON m.n = CASE WHEN i = 0 AND mod(l.n, greatest(%(launches)s / 30, 1)) = 0 THEN 1 ELSE 2 + mod(pg_temp.pick(l.n, 83, %(owners)s) + i * 7, %(owners)s - 1) END
ON CONFLICT DO NOTHING;
