-- What happened: events in the order of their time, who was told of them, and what left the house.
-- The chain of digests is not real: `verify_audit` would say so.

CREATE TEMP TABLE happened ON COMMIT DROP AS
SELECT 'feature.created' AS kind, 'feature' AS noun, id AS subject, pg_temp.title(n, 40) AS title, launch_id, made AS at, n, '{}'::jsonb AS data FROM features
UNION ALL SELECT 'feature.status_changed', 'feature', id, pg_temp.title(n, 40), launch_id, made + interval '25 days', n, '{"old": "planned", "new": "building", "in_words": "from Planned to Building"}' FROM features WHERE mod(n, 2) = 0
UNION ALL SELECT 'feature.date_moved', 'feature', id, pg_temp.title(n, 40), launch_id, made + interval '30 days', n, '{"in_words": "by ten days", "days": 10, "reason": "scope"}' FROM features WHERE mod(n, 3) = 0
UNION ALL SELECT 'launch.created', 'launch', id, pg_temp.title(n, 20), id, made, n, '{}' FROM launches
UNION ALL SELECT 'launch.status_changed', 'launch', id, pg_temp.title(n, 20), id, made + interval '60 days', n, '{"old": "planning", "new": "committed", "in_words": "from Planning to Committed"}' FROM launches WHERE status NOT IN ('planning', 'cancelled')
UNION ALL SELECT 'launch.date_moved', 'launch', id, pg_temp.title(n, 20), id, made + i * interval '40 days', n, '{"in_words": "by two weeks", "days": 14, "reason": "quality", "blast_radius": {"moved": [], "conflicts": [], "features_late": [], "dependents": [], "past_lock": [], "claims": [], "assets_stale": [], "people": []}}' FROM launches CROSS JOIN generate_series(1, 2) i
UNION ALL SELECT 'task.created', 'task', id, pg_temp.title(n, 60), launch_id, made, n, '{}' FROM tasks
UNION ALL SELECT 'task.status_changed', 'task', id, pg_temp.title(n, 60), launch_id, due::timestamptz, n, '{"in_words": "to Done"}' FROM tasks WHERE due < current_date - 7
UNION ALL SELECT 'gate.opened', 'gate', id, name, launch_id, made, n, '{}' FROM gates
UNION ALL SELECT 'gate.passed', 'gate', id, name, launch_id, (day + days)::timestamptz, n, '{"reason": "1 of 1 approvals."}' FROM gates WHERE status = 'passed'
UNION ALL SELECT 'gate.failed', 'gate', id, name, launch_id, now() - n * interval '1 minute', n, '{"reason": "Rejected."}' FROM gates WHERE status = 'failed'
UNION ALL SELECT 'test_run.recorded', 'test_run', id, suite || ' ' || n, NULL, at, n, '{"passed": 118, "tests": 120}' FROM runs
UNION ALL SELECT 'claim.created', 'claim', id, 'Saves an hour a week', launch_id, made, n, '{}' FROM claims
UNION ALL SELECT 'asset.created', 'asset', id, left(pg_temp.title(n, 211), 200), launch_id, made, n, '{}' FROM assets;
ANALYZE happened;

CREATE TEMP TABLE told ON COMMIT DROP AS
SELECT pg_temp.id_at(at, 'event' || position) AS id, h.*
FROM (SELECT kind, noun, subject, title, launch_id, capped AS at, n, data, row_number() OVER (ORDER BY capped, kind, n) AS position
      FROM happened, LATERAL (SELECT least(at, now() - interval '10 minutes') AS capped) c) h;
ANALYZE told;

INSERT INTO events (id, workspace_id, kind, actor_id, subject_type, subject_id, subject_title, launch_id, data, happened_at, quiet, position, digest, handled_by, handled_at, attempts, error)
SELECT t.id, %(workspace)s, kind, m.id, noun, subject, title, launch_id, data, at, false, position, sha256(position::text::bytea), ARRAY[]::text[], at, 1, ''
FROM told t LEFT JOIN members m ON m.n = 1 + pg_temp.pick(t.n, 300, %(owners)s + 1) ORDER BY position;

-- Most of what is older than two months was read.
INSERT INTO notifications (id, workspace_id, event_id, member_id, because, created_at, read_at)
SELECT pg_temp.id_at(at, format('told %%s %%s', position, i)), %(workspace)s, t.id, m.id, 'you watch it', at, CASE WHEN at < now() - interval '60 days' AND mod(position, 200) <> 0 OR mod(position, 3) = 0 THEN at + interval '1 day' END
FROM told t CROSS JOIN generate_series(0, 2) i JOIN members m ON m.n = 1 + mod(pg_temp.pick(position, 301, %(owners)s) + i * 5, %(owners)s)
WHERE kind IN ('launch.status_changed', 'launch.date_moved', 'feature.status_changed', 'feature.date_moved', 'gate.passed', 'gate.failed')
ON CONFLICT DO NOTHING;
INSERT INTO notifications (id, workspace_id, event_id, member_id, because, created_at, read_at)
SELECT pg_temp.id_at(at, 'also' || position), %(workspace)s, id, %(admin)s, 'you own it', at, CASE WHEN mod(position, 4) = 0 THEN at + interval '1 day' END
FROM (SELECT * FROM told WHERE kind IN ('task.created', 'feature.created') ORDER BY position DESC LIMIT 250) t;

CREATE TEMP TABLE sent ON COMMIT DROP AS
SELECT pg_temp.id_at(at + interval '1 second', format('%%s %%s', channel, position)) AS id, t.id AS event_id, t.at, position, channel, CASE channel WHEN 'email' THEN m.id ELSE w.id END AS target
FROM told t CROSS JOIN unnest(ARRAY['email', 'webhook']) channel JOIN members m ON m.n = 1 + pg_temp.pick(position, 302, %(owners)s)
CROSS JOIN LATERAL (SELECT id FROM webhooks WHERE workspace_id = %(workspace)s ORDER BY id OFFSET mod(position, 3) LIMIT 1) w
WHERE kind IN ('launch.date_moved', 'gate.failed', 'launch.status_changed') OR (channel = 'webhook' AND mod(position, 8) = 0);
ANALYZE sent;
INSERT INTO deliveries (id, workspace_id, event_id, channel, target, lane, status, attempts, next_attempt_at, created_at, finished_at, error)
SELECT id, %(workspace)s, event_id, channel, target, CASE channel WHEN 'email' THEN 'email' ELSE 'webhook:' || target END, CASE WHEN mod(position, 500) = 0 THEN 'dead' ELSE 'sent' END, 1, at, at, at, CASE WHEN mod(position, 500) = 0 THEN 'The receiver answered 500.' ELSE '' END FROM sent;
INSERT INTO delivery_attempts (id, workspace_id, delivery_id, at, status, latency_ms, response, error)
SELECT pg_temp.id_at(at + interval '2 seconds', 'attempt' || channel || position), %(workspace)s, id, at, CASE WHEN mod(position, 500) = 0 THEN 500 ELSE 200 END, 40 + mod(position, 200)::int, '', '' FROM sent;

INSERT INTO imports_import (id, workspace_id, kind, filename, mapping, defaults, dry_run, created, updated, skipped, errors, notes, member_id, created_at)
SELECT pg_temp.id_at(at, 'import' || n), %(workspace)s, 'features', format('features-%%s.csv', n), '{"name": "title"}', '{}', mod(n, 2) = 0, 100, 20, 0, '[]', '[]', %(admin)s, at
FROM generate_series(1, 150) n, LATERAL (SELECT now() - n * interval '6 days' AS at) t;
