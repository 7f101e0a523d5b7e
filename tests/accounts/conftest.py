"""What can be shared: a feature of a launch."""

from tests.roadmap.conftest import launch, product, refunds

__all__ = ["launch", "product", "refunds"]
