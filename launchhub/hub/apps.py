from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "launchhub.hub"
    label = "hub"
    verbose_name = "Across the apps"
