"""`manage.py up`, which is `make up` without the set-up: the whole of LaunchHub on this machine."""

import asyncio
import os
import shutil
import sys
from typing import Any

import environ
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from launchhub.embedded import addresses, preparation, stack
from launchhub.embedded.console import say
from launchhub.embedded.instance import NoRoom, only_one, require_port
from launchhub.embedded.processes import Process
from launchhub.embedded.supervisor import NotReady, Supervisor, run_until_signalled


class Command(BaseCommand):
    """Start the servers, bring the database up to date, run web, worker and relay until told to stop."""

    help = "Runs LaunchHub: PostgreSQL, Valkey, web, worker and relay under one supervisor. Ctrl-C stops all."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        os.umask(0o077)
        os.environ["DATA_DIR"] = str(settings.DATA_DIR)  # the same folder wherever the processes run
        os.environ.setdefault("LOG_LEVEL", "WARNING")  # a person reads along, and wants to see the logins again
        env = environ.Env()
        self.port, self.wants_demo = env.int("PORT", default=8000), env.bool("DEMO", default=True)
        try:
            with only_one(settings.DATA_DIR):
                require_port(self.port)
                if addresses.with_free_ports(settings.DATA_DIR):
                    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - read the settings again
                servers = stack.built_in_servers(settings.DATA_DIR)
                self._count_from_nought()
                run_until_signalled(self._serve(servers))
        except (NoRoom, NotReady, RuntimeError) as error:
            raise CommandError(str(error)) from None
        say("launchhub", "stopped")

    def _count_from_nought(self) -> None:
        """Give the web processes a folder in which they count together what `/metrics` tells."""
        figures = settings.DATA_DIR / "metrics"
        shutil.rmtree(figures, ignore_errors=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)

    async def _serve(self, servers: list[Process]) -> None:
        web = stack.web(self.port)
        async with Supervisor(say) as supervisor:
            await supervisor.start(*servers)
            await self._prepare()
            await supervisor.start(web)
            await supervisor.start(stack.worker(), stack.relay())
            self._announce()
            await supervisor.watch(web)

    async def _prepare(self) -> None:
        try:
            if await asyncio.to_thread(preparation.has_migrations_to_apply):
                await self._run_once("migrate", "--no-input")
        except OperationalError as error:
            raise NotReady(f"PostgreSQL does not answer; is DATABASE_URL right?\n{error}") from None
        if await asyncio.to_thread(preparation.has_new_static_files):
            await self._run_once("collectstatic", "--no-input", "--clear")
            preparation.remember_static_files()
        if self.wants_demo and await asyncio.to_thread(preparation.has_no_workspace):
            await self._run_once("demo")

    async def _run_once(self, *words: str) -> None:
        if await stack.command(*words).run(say):
            raise NotReady(f"`manage.py {' '.join(words)}` failed; its lines above say why.")

    def _announce(self) -> None:
        say("launchhub", f"LaunchHub is ready at {settings.BASE_URL} (Ctrl-C stops it)")
        logins = settings.DATA_DIR / "demo-logins.txt"
        if logins.exists():
            for line in logins.read_text().splitlines():
                say("launchhub", line)
