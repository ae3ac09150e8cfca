"""A site upon an open house, asked as a browser asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from otkel.app.site.demo import begin_demo, clear_demo
from otkel.app.site.house import House, opened_house
from otkel.web.asgi import make_app


@contextmanager
def opened_site(folder: Path, *, demo: bool = False) -> Iterator[tuple[TestClient[Litestar], House]]:
    """Open an empty site in a folder, or one with the demonstration's queue."""
    with opened_house(clear_demo(folder / "site")) as house:
        if demo:
            begin_demo(house)
        with TestClient(make_app(house)) as client:
            yield client, house
