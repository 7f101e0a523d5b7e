"""The OpenAPI description of every operation, derived in one place."""

from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):
    """Describes an operation of a collection or view."""
