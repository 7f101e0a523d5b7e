from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "launchhub.notifications"
    label = "notifications"
    verbose_name = "Notifications"
