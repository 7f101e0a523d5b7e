-- Gates with criteria, evidence, test runs, sign-offs and defects.

CREATE TEMP TABLE runs ON COMMIT DROP AS
SELECT n, at, 'suite-' || mod(n, 40) AS suite, pg_temp.id_at(at, 'run' || n) AS id, CASE WHEN pg_temp.chance(n, 100, 20) THEN 2 ELSE 0 END AS failed
FROM generate_series(1, greatest(%(features)s / 5, 50)) n, LATERAL (SELECT now() - interval '2 years' + n * interval '2 years' / greatest(%(features)s / 5, 50) - interval '1 hour' AS at) t;
ANALYZE runs;

INSERT INTO qa_testrun (id, workspace_id, created_at, suite, source, commit, build, started_at, tests, passed, failed, errors, skipped, flaky, cases, report, sha256)
SELECT id, %(workspace)s, at, suite, 'CI', md5(n::text), n::text, at, 120, 118 - failed, failed, 0, 2, 0,
    CASE WHEN failed > 0 THEN '[{"name": "saves", "suite": "orders", "outcome": "failed", "message": "expected 3, got 2"}, {"name": "loads", "suite": "orders", "outcome": "failed", "message": "timeout"}]'::jsonb ELSE '[]' END,
    format('test_runs/%%s/%%s.xml', %(workspace)s, id), encode(sha256(n::text::bytea), 'hex')
FROM runs;

CREATE TEMP TABLE gates ON COMMIT DROP AS
SELECT (l.n - 1) * 4 + i AS n, l.n AS launch_n, l.made, l.id AS launch_id, l.day, days, name, kind, pg_temp.id_at(l.made, format('gate %%s %%s', l.n, i)) AS id,
    CASE WHEN l.day < current_date THEN pg_temp.word(l.n * 4 + i, 110, ARRAY['passed', 'passed', 'passed', 'waived'])
        WHEN l.day < current_date + 30 THEN pg_temp.word(l.n * 4 + i, 111, ARRAY['passed', 'in_review', 'failed', 'open'])
        WHEN l.day < current_date + 90 AND pg_temp.chance(l.n * 4 + i, 112, 10) THEN 'in_review' ELSE 'open' END AS status
FROM launches l CROSS JOIN (VALUES (1, 'Regression', 'regression', -10), (2, 'Performance', 'performance', -12), (3, 'Security review', 'security', -20), (4, 'Documentation', 'docs', -5)) k (i, name, kind, days);
ANALYZE gates;

INSERT INTO qa_gate (id, workspace_id, created_at, updated_at, version, deleted_at, external_id, due, offset_days, offset_unit, name, kind, required, quorum, four_eyes,
    status, reason, approvals, submitted_by_id, submitted_at, reopened_because, signed_build, launch_id)
SELECT g.id, %(workspace)s, made, least(made + interval '150 days', now()), 1 + mod(g.n, 6), CASE WHEN mod(g.n, 107) = 0 THEN least(made + interval '100 days', now()) END, '', day + days, days, 'calendar', name, kind,
    mod(g.n, 5) <> 0, 1, mod(g.n, 7) = 0, status, CASE status WHEN 'open' THEN 'Not yet submitted for review.' WHEN 'failed' THEN 'Rejected.' ELSE '1 of 1 approvals.' END,
    CASE WHEN status IN ('passed', 'waived') THEN 1 ELSE 0 END, CASE WHEN status <> 'open' THEN m.id END, CASE WHEN status <> 'open' THEN least(made + interval '100 days', now()) END, '', '', launch_id
FROM gates g JOIN members m ON m.n = 2 + pg_temp.pick(g.n, 113, %(owners)s - 1);
INSERT INTO qa_gateapprover (id, workspace_id, gate_id, member_id)
SELECT pg_temp.id_at(made, format('approver%%s %%s', g.n, i)), %(workspace)s, g.id, m.id
FROM gates g CROSS JOIN generate_series(0, 1) i JOIN members m ON m.n = CASE WHEN i = 0 AND mod(g.n, greatest(%(launches)s * 4 / 60, 1)) = 0 THEN 1 ELSE 2 + mod(pg_temp.pick(g.n, 114, %(owners)s) + i * 3, %(owners)s - 1) END;
INSERT INTO qa_gatefeature (id, workspace_id, gate_id, feature_id)
SELECT pg_temp.id_at(g.made, format('covers%%s %%s', g.n, i)), %(workspace)s, g.id, f.id
FROM gates g CROSS JOIN generate_series(1, 2) i JOIN features f ON f.n = least((g.launch_n - 1) * (%(features)s / %(launches)s) + i * 3, %(features)s);

CREATE TEMP TABLE criteria ON COMMIT DROP AS
SELECT (g.n - 1) * 3 + i AS n, g.made, g.id AS gate_id, g.status, k.kind, pg_temp.id_at(g.made, format('criterion %%s %%s', g.n, i)) AS id
FROM gates g CROSS JOIN (VALUES (1, 'manual'), (2, 'tests'), (3, 'metric')) k (i, kind);
ANALYZE criteria;
INSERT INTO qa_criterion (id, workspace_id, created_at, updated_at, version, external_id, text, kind, params, required, state, shown_by, gate_id, test_run_id)
SELECT c.id, %(workspace)s, made, made, 1, '', CASE kind WHEN 'manual' THEN 'Walked through by hand' WHEN 'tests' THEN 'The suite is green' ELSE 'Fast enough' END, kind,
    CASE kind WHEN 'tests' THEN jsonb_build_object('suite', 'suite-' || mod(c.n, 40)) WHEN 'metric' THEN '{"name": "p95", "comparator": "<=", "threshold": 200}' ELSE '{}' END,
    true, CASE WHEN status IN ('passed', 'waived') THEN 'met' WHEN status = 'failed' THEN 'unmet' ELSE 'unknown' END, '', gate_id, NULL
FROM criteria c;
INSERT INTO qa_evidence (id, workspace_id, created_at, updated_at, version, external_id, criterion_id, url, note, value)
SELECT pg_temp.id_at(made + interval '50 days', 'evidence' || n), %(workspace)s, made, made, 1, '', id, '', 'Measured on the last build.', CASE WHEN kind = 'metric' THEN 100 + mod(n, 90) END
FROM criteria WHERE kind <> 'tests' AND status <> 'open';
INSERT INTO qa_signoff (id, workspace_id, gate_id, member_id, decision, reason, customer_impact, conditions, waiver_expires, build, evidence_digest, created_at)
SELECT pg_temp.id_at(at, 'signoff' || g.n), %(workspace)s, g.id, m.id, CASE status WHEN 'waived' THEN 'waive' WHEN 'failed' THEN 'reject' ELSE 'approve' END,
    CASE WHEN status IN ('waived', 'failed') THEN 'Known, and looked at.' ELSE '' END, '', ARRAY[]::text[], CASE status WHEN 'waived' THEN (at + interval '60 days')::date END, '', md5(g.n::text), at
FROM gates g JOIN members m ON m.n = 2 + mod(pg_temp.pick(g.n, 114, %(owners)s), %(owners)s - 1), LATERAL (SELECT least(g.day + g.days, now() - interval '1 hour') + mod(g.n, 1000) * interval '1 second' AS at) t
WHERE status IN ('passed', 'waived', 'failed');
INSERT INTO qa_defect (id, workspace_id, created_at, updated_at, version, external_id, title, severity, status, feature_id, gate_id, external_url)
SELECT pg_temp.id_at(f.made + interval '20 days', 'defect' || f.n), %(workspace)s, f.made, f.made, 1, '', pg_temp.title(f.n, 120), pg_temp.word(f.n, 121, ARRAY['minor', 'major', 'minor', 'critical', 'blocker']),
    CASE WHEN f.status = 'done' THEN 'verified' ELSE pg_temp.word(f.n, 122, ARRAY['fixed', 'open', 'verified', 'wont_fix']) END, f.id, g.id, ''
FROM features f LEFT JOIN gates g ON g.n = f.launch_n * 4 - 1 AND mod(f.n, 2) = 0 WHERE mod(f.n, 5) = 0;
