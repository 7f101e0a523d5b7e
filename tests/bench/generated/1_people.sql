-- Members with their hats, what they watch and want to hear, tokens and webhooks. Member 1 administers.

WITH made AS (
    INSERT INTO accounts_user (password, is_superuser, email, name, timezone, is_active, is_staff, date_joined)
    SELECT '!', false, format('member-%%s@%%s.example', n, %(slug)s), 'Member ' || n, '', true, false, now() - interval '3 years'
    FROM generate_series(1, %(members)s) n
    RETURNING id, substring(email FROM 'member-(\d+)@')::int AS n
)
INSERT INTO accounts_member (id, workspace_id, created_at, updated_at, version, external_id, role, hats, skills, joined_at, user_id)
SELECT CASE WHEN n = 1 THEN %(admin)s::uuid ELSE pg_temp.id_at(at, 'member' || n) END, %(workspace)s, at, at, 1, 'P-' || n,
    CASE WHEN n = 1 THEN 'admin' WHEN mod(n, 20) = 0 THEN 'guest' WHEN mod(n, 50) = 1 THEN 'admin' ELSE 'member' END,
    CASE WHEN n = 1 THEN ARRAY['product', 'marketing', 'qa'] WHEN mod(n, 20) = 0 THEN ARRAY[]::text[]
        WHEN mod(n, 7) = 0 THEN ARRAY['product', 'marketing'] WHEN mod(n, 11) = 0 THEN ARRAY['qa', 'engineering', 'support']
        ELSE ARRAY[pg_temp.word(n, 1, ARRAY['product', 'marketing', 'qa', 'engineering', 'sales', 'support', 'legal'])] END,
    ARRAY[]::text[], at, id
FROM made, LATERAL (SELECT now() - interval '3 years' + n * interval '1 day' AS at) t;

CREATE TEMP TABLE members ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id <> %(admin)s, id)::int AS n, id, hats FROM accounts_member
WHERE workspace_id = %(workspace)s AND role <> 'guest';
ANALYZE members;

INSERT INTO preferences (id, workspace_id, member_id, email)
SELECT pg_temp.id_at(now(), 'preference' || n), %(workspace)s, id, pg_temp.word(n, 2, ARRAY['urgent', 'all', 'none'])
FROM members WHERE n = 1 OR mod(n, 3) = 0;

INSERT INTO accounts_apitoken (id, workspace_id, created_at, updated_at, version, external_id, name, scopes, prefix, digest, member_id)
SELECT pg_temp.id_at(at, 'token' || n), %(workspace)s, at, at, 1, '', 'CI ' || n, ARRAY['qa:write', 'qa:read'], 'lh_' || left(md5(n::text), 8),
    encode(sha256((%(workspace)s || n)::bytea), 'hex'), members.id
FROM members, LATERAL (SELECT now() - n * interval '5 days' AS at) t WHERE n <= 12;

INSERT INTO accounts_invitation (id, workspace_id, created_at, updated_at, version, external_id, email, role, hats, expires_at, invited_by_id)
SELECT pg_temp.id_at(at, 'invitation' || n), %(workspace)s, at, at, 1, '', format('newcomer-%%s@%%s.example', n, %(slug)s), 'member',
    ARRAY['product'], at + interval '14 days', %(admin)s
FROM generate_series(1, 5) n, LATERAL (SELECT now() - n * interval '1 day' AS at) t;

INSERT INTO webhooks (id, workspace_id, created_at, updated_at, version, external_id, url, kinds, secret, previous_secret, disabled_because)
SELECT pg_temp.id_at(at, 'webhook' || n), %(workspace)s, at, at, 1, '', 'https://hooks.example.com/' || n, ARRAY[]::text[], %(secret)s, '', ''
FROM generate_series(1, 3) n, LATERAL (SELECT now() - n * interval '100 days' AS at) t;
