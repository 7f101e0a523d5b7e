from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "launchhub.accounts"
    label = "accounts"
    verbose_name = "People and rights"

    def ready(self) -> None:
        from launchhub.accounts import events  # noqa: F401  (registers the kinds)
