from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "launchhub.imports"
    label = "imports"
    verbose_name = "Imports"
