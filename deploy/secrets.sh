#!/bin/sh
# Make the secrets of docker-compose.yml, each in a file of its own below secrets/. What is there already stays.
#
#   deploy/secrets.sh [EMAIL_URL]        such as smtp+tls://user:password@mail.example:587
#
# The folder is its owner's alone. The files can be read by all, since each container runs as another user.
set -eu
cd "$(dirname "$0")/.."
mkdir -p secrets
chmod 700 secrets
cd secrets

random() { head -c 36 /dev/urandom | base64 | tr '+/' '-_'; }
keep() { [ -e "$1" ] || printf '%s\n' "$2" > "$1"; chmod 444 "$1"; }

keep secret_key "$(random)$(random)"
keep postgres_password "$(random)"
keep database_password "$(random)"
keep database_url "postgres://launchhub:$(cat database_password)@postgres:5432/launchhub"
keep valkey_password "$(random)"
keep valkey.conf "requirepass $(cat valkey_password)"
keep redis_url "redis://:$(cat valkey_password)@valkey:6379/0"
keep email_url "${1:-}"
keep metrics_token "$(random)"
