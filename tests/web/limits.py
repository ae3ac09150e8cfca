"""Lets one address ask as often as a test does."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from otkel.web import routes_check


@contextmanager
def unlimited() -> Iterator[None]:
    """Lift the limits of the check while the block runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes_check, "PER_MIN", 1e9)
        patch.setattr(routes_check, "FILES_PER_MIN", 1e9)
        yield
