#!/bin/sh
# Make LaunchHub's role and database when PostgreSQL starts for the first time.
# The role owns its database and nothing else: it can neither pass row-level security nor become somebody who does.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set password="$(cat /run/secrets/database_password)" <<'SQL'
CREATE ROLE launchhub LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'password';
CREATE DATABASE launchhub OWNER launchhub;
SQL
