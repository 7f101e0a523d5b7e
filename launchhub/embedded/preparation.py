"""What has to be done between the servers' start and the application's, and whether it has been done already.

Each question is cheap, so that a start with nothing to do is quick.
"""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def has_migrations_to_apply() -> bool:
    """Say whether the database is behind the code. Raises OperationalError when the database does not answer."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    finally:
        connection.close()


def has_no_workspace() -> bool:
    """Say whether nobody has begun to use this LaunchHub."""
    try:
        return not apps.get_model("accounts", "Workspace").objects.exists()
    finally:
        connection.close()


def has_new_static_files() -> bool:
    """Say whether CSS, JavaScript or fonts have changed since they were last collected."""
    return not _stamp().exists() or _stamp().read_text() != _fingerprint()


def remember_static_files() -> None:
    """Note what has just been collected."""
    _stamp().write_text(_fingerprint())


def _stamp() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _fingerprint() -> str:
    """Return a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
