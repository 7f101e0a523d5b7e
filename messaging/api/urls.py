"""Messaging's collections and their addresses."""

from launchhub.api.views import WorkspaceView
from messaging.api.views import Activities, Assets, Claims, Personas

collections: list[tuple[str, type[WorkspaceView]]] = [
    ("personas", Personas),
    ("claims", Claims),
    ("assets", Assets),
    ("activities", Activities),
]
