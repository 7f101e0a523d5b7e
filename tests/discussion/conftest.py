"""What is talked about: a feature of a launch."""

from tests.notifications.conftest import told
from tests.roadmap.conftest import launch, product, refunds

__all__ = ["launch", "product", "refunds", "told"]
