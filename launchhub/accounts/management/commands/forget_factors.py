"""Take the second factors from somebody who has lost them: their password alone signs them in again."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from launchhub.accounts.models import User


class Command(BaseCommand):
    help = "Take all second factors from somebody who has lost them, passkeys and recovery codes included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['email']}.")
        deleted, _ = Authenticator.objects.filter(user=user).delete()
        self.stdout.write(f"{user.email} had {deleted} and has none now: they sign in by password.")
