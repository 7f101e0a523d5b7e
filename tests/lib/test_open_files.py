"""A process asks for as many open files as it needs, and gets what the system allows."""

import resource
from collections.abc import Iterator

import pytest

from launchhub.lib import open_files

GIVEN, MOST = resource.getrlimit(resource.RLIMIT_NOFILE)


@pytest.fixture(autouse=True)
def given_512() -> Iterator[None]:
    """Begin with few."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, MOST))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (GIVEN, MOST))


@pytest.mark.parametrize(("wanted", "got"), [(600, 600), (100, 512)], ids=["more", "fewer than it has"])
def test_it_gets_what_it_asks_for_and_loses_nothing(wanted: int, got: int) -> None:
    open_files.ask_for(wanted)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (got, MOST)


@pytest.mark.skipif(MOST == resource.RLIM_INFINITY, reason="this system sets no limit")
def test_it_gets_no_more_than_the_system_allows() -> None:
    open_files.ask_for(MOST + 1)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (MOST, MOST)
