from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "launchhub.accounts"
    label = "accounts"
    verbose_name = "People and rights"

    def ready(self) -> None:
        from launchhub.accounts import (  # noqa: F401
            endings,  # hears when sessions and users end
            events,  # registers the kinds
        )
