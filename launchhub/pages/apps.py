from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "launchhub.pages"
    label = "pages"
    verbose_name = "Kernel pages"
