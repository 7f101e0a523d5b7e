-- What the other files build with. Everything follows from numbers, so that two runs make the same workspace.

-- A whole number from 0 to size - 1 that looks like chance; another salt gives another one.
CREATE OR REPLACE FUNCTION pg_temp.pick(n bigint, salt int, size bigint) RETURNS int LANGUAGE sql IMMUTABLE AS
$$ SELECT mod(hashint8extended(n, salt) & 2147483647, size)::int $$;

-- True in so many of a hundred cases.
CREATE OR REPLACE FUNCTION pg_temp.chance(n bigint, salt int, percent int) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT mod(hashint8extended(n, salt) & 2147483647, 100) < percent $$;

CREATE OR REPLACE FUNCTION pg_temp.word(n bigint, salt int, words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT words[1 + mod(hashint8extended(n, salt) & 2147483647, cardinality(words))] $$;

-- A UUIDv7 of an instant: its first 48 bits are milliseconds since 1970, the rest follows from what it is for.
CREATE OR REPLACE FUNCTION pg_temp.id_at(at timestamptz, what text) RETURNS uuid LANGUAGE sql STABLE AS
$$
SELECT overlay(overlay(overlay(md5(current_setting('launchhub.workspace') || what)
    PLACING lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') FROM 1)
    PLACING '7' FROM 13) PLACING '8' FROM 17)::uuid
$$;

-- "Payments: Export of open invoices", now and then with a tail that makes it as long as people make them.
CREATE OR REPLACE FUNCTION pg_temp.title(n bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$
SELECT pg_temp.word(n, salt, ARRAY['Export', 'Import', 'Overview', 'Search', 'History', 'Approval', 'Reminder', 'Report',
        'Sharing', 'Archive', 'Comparison', 'Forecast', 'Migration', 'Preview', 'Translation', 'Validation'])
    || ' of ' || pg_temp.word(n, salt + 1, ARRAY['open', 'recurring', 'shared', 'late', 'imported', 'archived', 'draft',
        'regional', 'encrypted', 'mobile', 'scheduled', 'external']) || ' '
    || pg_temp.word(n, salt + 2, ARRAY['invoices', 'orders', 'reports', 'accounts', 'messages', 'contracts', 'refunds',
        'meetings', 'devices', 'documents', 'dashboards', 'payments', 'audiences', 'campaigns', 'releases', 'roles'])
    || CASE WHEN pg_temp.chance(n, salt + 3, 4) THEN
        ', with everything that the older way of doing it offered, for people who work with several accounts in several '
        || 'regions at once and for those who come back to it after a long time' ELSE '' END
    || ' ' || n
$$;
