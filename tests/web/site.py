"""A site upon an open house, asked as a browser asks."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from otkel.app.site.accounts import book_of
from otkel.app.site.demo import begin_demo, clear_demo
from otkel.app.site.house import House, opened_house
from otkel.web.asgi import make_app

PASSWORD = "wind over the steppe"


class Browser(TestClient[Litestar]):
    """Posts as a page of the site does, with the token of who is signed in; `request` adds nothing."""

    def post(self, url, **more):
        more["headers"] = {"x-csrf-token": token(self), **(more.get("headers") or {})}
        return super().post(url, **more)


@contextmanager
def opened_site(folder: Path, *, demo: bool = False) -> Iterator[tuple[Browser, House]]:
    """Open an empty site in a folder, or one with the demonstration's queue."""
    with opened_house(clear_demo(folder / "site")) as house:
        if demo:
            begin_demo(house)
        with Browser(make_app(house)) as client:
            yield client, house


def token(client: TestClient[Litestar]) -> str:
    """Give what a form of this browser must carry in its field `csrf`, or a script in `x-csrf-token`."""
    return re.search(r'name="csrf" value="(\w+)"', client.get("/en/sign-in").text)[1]


def post(client: TestClient[Litestar], path: str, fields: dict[str, object] | None = None, **more: object):
    """Send a form as a page without script does; redirects are not followed."""
    more.setdefault("follow_redirects", False)
    return client.request("POST", path, data={"csrf": token(client), **(fields or {})}, **more)


def add_account(house: House, name: str, *rights: str, point: str = "syrym") -> None:
    """Make an account with roles such as `customs.kz` at a point."""
    book = book_of(house)
    book.add(name, PASSWORD)
    if rights:
        book.set_rights(name, point, rights, by="test", reason="test")


def sign_in(client: TestClient[Litestar], name: str, password: str = PASSWORD, **fields: object):
    """Sign somebody in; gives the answer to it."""
    return post(client, "/en/sign-in", {"name": name, "password": password, **fields})
