from django.apps import AppConfig


class WebConfig(AppConfig):
    """HTML plumbing: the shell, its components, what pages answer with."""

    name = "launchhub.web"
    label = "web"
