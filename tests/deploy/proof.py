"""`make deploy-test`: the image built step by step, then the services of the compose file run and used.

No container engine is needed. PostgreSQL and Valkey are the built-in ones; everything else is what the Dockerfile, the
compose file and deploy/ say.
"""

import os
import shutil
import subprocess
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg2
import requests

from launchhub.embedded import addresses, postgres
from launchhub.embedded.console import say
from tests.conftest import ROOT
from tests.deploy import compose, flow, image
from tests.deploy.containers import Containers, snapshot
from tests.deploy.servers import built_in_servers

DOMAIN = "launchhub.example"
AS_PROXIED = {"Host": DOMAIN, "X-Forwarded-Proto": "https", "Origin": f"https://{DOMAIN}"}


def forget_role_and_database(at: addresses.Addresses) -> None:
    """Leave PostgreSQL as its image has it at first: deploy/database.sh has still to make the role and the database."""
    with closing(psycopg2.connect(at.admin_url())) as admin, admin.cursor() as cursor:
        admin.autocommit = True
        cursor.execute("DROP DATABASE launchhub")
        cursor.execute("DROP ROLE launchhub")


def secrets_for(folder: Path, at: addresses.Addresses) -> Path:
    """Make the secrets with deploy/secrets.sh; the servers' addresses are then those of the built-in ones."""
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    subprocess.run(["sh", folder / "deploy" / "secrets.sh"], check=True)
    secrets = folder / "secrets"
    url = (secrets / "database_url").read_text().replace("postgres:5432", f"{addresses.LOOPBACK}:{at.postgres_port}")
    for name, text in {"database_url": url, "redis_url": at.redis_url()}.items():
        (secrets / name).chmod(0o644)
        (secrets / name).write_text(text)
    return secrets


def make_database(secrets: Path, at: addresses.Addresses) -> None:
    """Run deploy/database.sh as the image of PostgreSQL does at its first start."""
    script = (ROOT / "deploy" / "database.sh").read_text().replace("/run/secrets", str(secrets))
    server = {"PGHOST": addresses.LOOPBACK, "PGPORT": str(at.postgres_port), "PGPASSWORD": at.postgres_admin_password}
    said = {"POSTGRES_USER": "postgres", "POSTGRES_DB": "postgres", "PATH": f"{postgres.PROGRAMS}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", script], env=os.environ | server | said, check=True)


def check_pages(url: str) -> None:
    """See the login page as the proxy asks for it, and its hashed files, which browsers may keep for good."""
    page = requests.get(f"{url}/accounts/login/", headers=AS_PROXIED, timeout=flow.PATIENCE)
    assert page.status_code == 200
    files = set(flow.HASHED.findall(page.text))
    assert files, page.text
    for path in sorted(files):
        answer = requests.get(url + path, headers=AS_PROXIED, timeout=flow.PATIENCE)
        assert answer.ok, path
        assert "immutable" in answer.headers["Cache-Control"], path
    plain = requests.get(
        f"{url}/accounts/login/", headers={"Host": DOMAIN}, allow_redirects=False, timeout=flow.PATIENCE
    )
    assert plain.headers["Location"] == f"https://{DOMAIN}/accounts/login/"
    say("proof", f"the login page and its {len(files)} hashed files are served; plain HTTP is sent to HTTPS")


def run(folder: Path, stack: ExitStack) -> None:
    """Build, start, use."""
    built = image.build(ROOT, folder / "image")
    at = stack.enter_context(built_in_servers(folder / "servers"))
    forget_role_and_database(at)
    secrets = secrets_for(folder, at)
    make_database(secrets, at)
    say("proof", "deploy/secrets.sh and deploy/database.sh have made the secrets, the role and the database")

    containers = Containers(built, addresses.free_ports(1)[0])
    containers.prepare(secrets)
    before = snapshot(built)
    services = {name: compose.service(name, {"DOMAIN": DOMAIN}) for name in compose.OURS}
    containers.run(services["migrate"])
    for name in ("web", "worker", "relay"):
        process = stack.enter_context(containers.up(services[name]))
        containers.wait_until_healthy(services[name], process)
        say("proof", f"{name} is healthy, as the compose file asks")

    url = f"http://localhost:{containers.port}"
    check_pages(url)
    printed = containers.run(services["web"], "python", "manage.py", "shell", "-c", flow.SCRIPT)
    visitors = flow.Visitors(url, flow.tokens_in(printed), AS_PROXIED, f"{flow.SLUG}.example.com")
    assert visitors.signed_in("Petra").get(f"{url}/{flow.SLUG}/", timeout=flow.PATIENCE).ok
    visitors.wait_until_told(visitors.slip())
    say("proof", "somebody signed in, a launch was moved, and its owner was told")
    assert snapshot(built) == before, "something was written into the image"
    say("proof", "nothing was written into the image")


def main() -> None:
    """Prove it, or fail with what went wrong."""
    with tempfile.TemporaryDirectory(prefix="launchhub-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o711)
        run(Path(folder), stack)
    say("proof", "deployed")
