from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "launchhub.api"
    label = "api"
    verbose_name = "REST"
