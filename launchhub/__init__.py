"""LaunchHub: product launches, told to everyone they concern."""

from launchhub.celery import app as celery_app

__all__ = ["celery_app"]
