-- Personas, claims, assets with their versions and reviews, activities.

CREATE TEMP TABLE personas ON COMMIT DROP AS
SELECT n, at, pg_temp.id_at(at, 'persona' || n) AS id FROM generate_series(1, 12) n, LATERAL (SELECT now() - n * interval '60 days' AS at) t;
ANALYZE personas;
INSERT INTO messaging_persona (id, workspace_id, created_at, updated_at, version, external_id, name, segment, goals, pains, words)
SELECT id, %(workspace)s, at, at, 1, '', pg_temp.word(n, 200, ARRAY['Shop owner', 'Accountant', 'Developer', 'Buyer']) || ' ' || n, 'Mid-market', 'To be done by five.', 'Too many tools.', '' FROM personas;

CREATE TEMP TABLE claims ON COMMIT DROP AS
SELECT f.n, f.made, f.id AS feature_id, f.launch_id, f.launch_n, pg_temp.id_at(f.made, 'claim' || f.n) AS id,
    CASE WHEN f.day < current_date THEN 'backed' WHEN f.status = 'cut' THEN 'broken' ELSE pg_temp.word(f.n, 201, ARRAY['pending', 'pending', 'at_risk']) END AS state
FROM features f WHERE mod(f.n, 4) = 0;
ANALYZE claims;
INSERT INTO messaging_claim (id, workspace_id, created_at, updated_at, version, deleted_at, external_id, text, pillar, proof, owner_id, launch_id, state, reasons)
SELECT c.id, %(workspace)s, made, made, 1, CASE WHEN mod(c.n, 109) = 0 THEN least(made + interval '100 days', now()) END, '', 'Saves an hour a week: ' || lower(pg_temp.title(c.n, 202)), pg_temp.word(c.n, 205, ARRAY['Speed', 'Trust', 'Reach']), '',
    m.id, CASE WHEN mod(c.n, 8) = 0 THEN launch_id END, state, CASE WHEN state IN ('at_risk', 'broken') THEN '["A feature that it names is not done."]'::jsonb ELSE '[]' END
FROM claims c JOIN members m ON m.n = 1 + pg_temp.pick(c.n, 206, %(owners)s);
INSERT INTO messaging_claimfeature (id, workspace_id, claim_id, feature_id) SELECT pg_temp.id_at(made, 'names' || n), %(workspace)s, id, feature_id FROM claims;
INSERT INTO messaging_claimpersona (id, workspace_id, claim_id, persona_id)
SELECT pg_temp.id_at(c.made, 'for' || c.n), %(workspace)s, c.id, p.id FROM claims c JOIN personas p ON p.n = 1 + pg_temp.pick(c.n, 207, 12);

CREATE TEMP TABLE assets ON COMMIT DROP AS
SELECT (l.n - 1) * 4 + i AS n, l.n AS launch_n, l.id AS launch_id, l.made, l.day, l.owner, pg_temp.id_at(l.made, format('asset %%s %%s', l.n, i)) AS id, pg_temp.id_at(l.made + interval '1 day', format('version %%s %%s', l.n, i)) AS version_id,
    CASE WHEN l.day < current_date THEN 'published' WHEN l.day < current_date + 60 THEN pg_temp.word(l.n * 4 + i, 210, ARRAY['draft', 'in_review', 'approved']) ELSE 'draft' END AS status
FROM launches l CROSS JOIN generate_series(1, 4) i;
ANALYZE assets;
INSERT INTO messaging_asset (id, workspace_id, created_at, updated_at, version, deleted_at, external_id, due, offset_days, offset_unit, title, kind, locale, prints_date, status, is_stale, stale_reasons, launch_id, owner_id, approved_version_id)
SELECT a.id, %(workspace)s, made, made, 1, CASE WHEN mod(a.n, 113) = 0 THEN least(made + interval '100 days', now()) END, '', day - 10, -10, 'calendar', left(pg_temp.title(a.n, 211), 200), pg_temp.word(a.n, 215, ARRAY['blog', 'release_notes', 'email', 'deck', 'faq', 'press']), 'en',
    mod(a.n, 3) = 0, status, status = 'approved' AND mod(a.n, 4) = 0, '[]', launch_id, m.id, CASE WHEN status IN ('approved', 'published') THEN version_id END
FROM assets a JOIN members m ON m.n = CASE WHEN mod(a.n, greatest(%(launches)s * 4 / 30, 1)) = 0 THEN 1 ELSE 2 + pg_temp.pick(a.n, 216, %(owners)s - 1) END;
INSERT INTO messaging_assetversion (id, workspace_id, asset_id, number, body, link, author_id, made_against, created_at)
SELECT version_id, %(workspace)s, a.id, 1, 'It is here: what you asked for, and what you can do with it from today on. ' || repeat('More about it. ', 20), '', m.id, '{"features": {}, "claims": {}, "date": null, "precision": "day"}', made + interval '1 day'
FROM assets a JOIN members m ON m.n = a.owner;
INSERT INTO messaging_review (id, workspace_id, version_id, reviewer_id, verdict, remarks, created_at)
SELECT pg_temp.id_at(made + interval '2 days', 'review' || a.n), %(workspace)s, version_id, m.id, 'approve', '', made + interval '2 days' FROM assets a JOIN members m ON m.n = a.owner WHERE status IN ('approved', 'published');
INSERT INTO messaging_assetfeature (id, workspace_id, asset_id, feature_id)
SELECT pg_temp.id_at(a.made, 'shows' || a.n), %(workspace)s, a.id, f.id FROM assets a JOIN features f ON f.n = least((a.launch_n - 1) * (%(features)s / %(launches)s) + 3, %(features)s);
INSERT INTO messaging_assetclaim (id, workspace_id, asset_id, claim_id)
SELECT pg_temp.id_at(a.made, 'makes' || a.n), %(workspace)s, a.id, c.id FROM assets a JOIN claims c ON c.n = 4 * greatest((a.launch_n - 1) * (%(features)s / %(launches)s) / 4, 1);

INSERT INTO messaging_activity (id, workspace_id, created_at, updated_at, version, external_id, due, offset_days, offset_unit, title, channel, lock_on, cost_to_move, budget, currency, audience, status, launch_id, owner_id)
SELECT pg_temp.id_at(l.made, format('activity %%s %%s', l.n, i)), %(workspace)s, l.made, l.made, 1, '', l.day + i * 3, i * 3, 'calendar', left(pg_temp.title(l.n * 3 + i, 220), 200), pg_temp.word(l.n * 3 + i, 224, ARRAY['email', 'web', 'social', 'pr', 'webinar']),
    l.day - 20, CASE WHEN i = 1 THEN 1500 END, 4000, 'EUR', 'Customers', CASE WHEN l.day < current_date THEN 'done' ELSE 'planned' END, l.id, m.id
FROM launches l CROSS JOIN generate_series(1, 3) i JOIN members m ON m.n = 1 + pg_temp.pick(l.n * 3 + i, 225, %(owners)s);
