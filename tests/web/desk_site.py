"""A site with one small post, its officers signed in, and trucks that stand where a test wants them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from otkel.app.crossing.options import options_of
from otkel.app.crossing.reading import Envelope, Typed, get_verb, read_options
from otkel.app.policies import read_policy_file
from otkel.app.site.house import House
from otkel.facts.people import Language
from otkel.queueing.commands import SetPolicy
from otkel.queueing.discipline import to_numbers
from otkel.web.asgi import make_app
from tests.web.site import add_account, opened_site, post, sign_in

POINT, DESK = "syrym", "/en/desk/syrym"
POLICY = """name: small
classes:
  - {name: ordinary}
  - {name: perishable, rank: 1}
exit_places: 3
strip_places: 4
call_reasons: [medical]
referral_reasons: [weight]
exception_most_h: 24
roadside: true
checks:
  - {stage: exit_control, random_pct: 0, expected_pct: 0}
  - {stage: entry_control, lane: red, random_pct: 100, expected_pct: 100, most_min: 120}
"""
# Each role that there is, alone.
OFFICERS = {
    "queue": "queue_operator.kz", "border-kz": "border_service.kz", "border-ru": "border_service.ru",
    "customs-kz": "customs.kz", "customs-ru": "customs.ru", "mobile-ru": "mobile_group.ru",
    "head-kz": "shift_head.kz", "head-ru": "shift_head.ru", "analyst": "analyst.kz",
    "admin": "administrator.kz",
}  # fmt: skip


class Post:
    """A post with a desk, asked as officers' browsers ask."""

    def __init__(self, client: TestClient[Litestar], house: House) -> None:
        self.client, self.house = client, house
        self._known: set[str] = set()  # an account is made when it is first needed

    def ask(self, name, /, at_us=None, **given):
        """Ask the queue itself, as another system would."""
        verb, desk = get_verb(name), self.house.desk(POINT)
        values = read_options(name, options_of(verb), given, desk.zone, False)
        envelope = Envelope(by="test", at_us=at_us)
        return self.house.ask(POINT, Typed(verb=verb, values=values, envelope=envelope), Language.EN)

    def come(self, *passages, **more):
        for one in passages:
            done = self.ask(
                "arrive", plate=f"{one:03} ABC 02", country="KZ", towards="RU", passage=one, people=1,
                readiness="ready", **more,
            )  # fmt: skip
            assert done.refusal is None

    def at_exit(self, *passages):
        """Let trucks stand at exit control."""
        for one in passages:
            assert self.ask("call", towards="RU", passage=one, reason="medical").refusal is None
            assert self.ask("start", passage=one, stage="exit_control").refusal is None

    def browser(self, name) -> TestClient[Litestar]:
        """Give the browser of an officer who is signed in."""
        if name not in self._known:
            self._known.add(name)
            add_account(self.house, name, OFFICERS[name])
        client = TestClient(self.client.app)
        assert sign_in(client, name).status_code == 303
        return client

    def words(self) -> list[str]:
        """Give what was recorded, without the seeds, which are committed whenever somebody asks."""
        words = [one.word for one in self.house.ledger.store.read_stream(f"point/{POINT}")]
        return [one for one in words if one != "seed_committed"]

    def status(self, passage):
        def find(state):
            truck = state.trucks.get(passage)
            return None if truck is None else truck.status.name

        return self.house.desk(POINT).look(find)


@contextmanager
def opened_post(
    folder: Path, *, mode: str = "live", text: str = POLICY, hours_ago: int = 0
) -> Iterator[Post]:
    """Open a site with one post whose policy is small, or as a test writes it."""
    folder.mkdir(parents=True, exist_ok=True)
    policy = folder / "policy.yaml"
    if mode != "live":
        text, hours_ago = f"name: small\nmode: {mode}\nclasses:\n  - {{name: ordinary}}\n", 3
    policy.write_text(text, "utf-8")
    with opened_site(folder) as (client, house):
        desk = house.desk(POINT)
        found = read_policy_file(policy, date(2026, 1, 1))
        command = SetPolicy(
            numbers=dict(to_numbers(found.policy)), provisions=found.provisions, digest=found.digest
        )
        began_us = desk.now_us() - hours_ago * 3_600_000_000
        desk.decider.handle(command, key="opens", by="test", at_us=began_us)
        yield Post(client, house)


def form_of(page: str, action: str, passage: int | None = None) -> dict[str, str]:
    """Give the hidden fields of the form on a page that leads to an act, of a truck where one is named."""
    for form in re.findall(rf'<form[^>]*action="[^"]*/act/{action}[?"][^>]*>.*?</form>', page, re.DOTALL):
        fields = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form))
        if passage is None or fields.get("passage") == str(passage):
            return fields
    raise AssertionError(f"no form for {action} of {passage}")


def tap(client, page_or_path, action, passage=None, **more):
    """Fill in the form of a page and send it, as a tap does; the page is fetched where its path is given."""
    page = client.get(page_or_path).text if page_or_path.startswith("/") else page_or_path
    fields = form_of(page, action, passage) | more
    return client.post(f"{DESK}/act/{action}?towards=RU", data=fields, follow_redirects=False)


__all__ = ["DESK", "OFFICERS", "POINT", "Post", "form_of", "make_app", "opened_post", "post", "tap"]
