"""Events sent to programs: signed, tried again with growing pauses, kept over restarts, given up in the end.

A message holds the next events after those that were taken. Its header `otkel-signature` is `t=…,v1=…`: the
HMAC-SHA256, in hex, of the time, a point, and the body, under the secret that was shown once.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.app.site.api.events import EventPage, read_page
from otkel.app.site.api.posting import is_address, post_json
from otkel.app.site.house import House, Wrong
from otkel.app.site.working import working
from otkel.facts.events import REGISTRY
from otkel.facts.events.shapes import CODE
from otkel.ledger.vault.keys import KeyFolder
from otkel.ledger.webhooks import Webhook, Webhooks, open_webhooks
from otkel.phrases import phrase

MOST_OF_ONE = 20  # of an account
TRIES = 15  # in a row, over about half a day; then it is given up
_FIRST_S, _MOST_S = 5, 3600
_LOOK_S = 1.0
_AT_ONCE = 100  # events of a message
Post = Callable[[str, bytes, dict[str, str]], str]


class Sender:
    """Sends what is due to each webhook of a house."""

    def __init__(self, house: House, *, private: bool = False) -> None:
        """Stand on a house. `private`: addresses of the own network may be named, as its owner says."""
        self.house, self.private = house, private
        self.kept: Webhooks = open_webhooks(house.db, house.ledger.store)
        self._keys = KeyFolder(house.ledger.keys)

    def add(self, name: str, account: str, url: str, words: Sequence[str], point: str) -> str:
        """Keep a webhook from now on; gives its secret, once. Raises InputError, LedgerError."""
        if not CODE.fits(name):
            what = phrase("{name} is no name of a webhook", name=name[:40])
            raise refused(what, phrase("write small letters, digits, - and _ without blanks"), "name")
        if not is_address(url, private=self.private):
            what = phrase("events cannot be sent to this address")
            raise refused(
                what, phrase("give an address of the open network that begins with https://"), "url"
            )
        unknown = [one for one in words if one not in REGISTRY]
        if unknown:
            what = phrase("there is no event {word}", word=unknown[0][:40])
            raise refused(what, phrase("see the reference of events"), "words")
        secret = secrets.token_bytes(32)
        hook = Webhook(
            name=name, account=account, url=url, words=tuple(sorted(set(words))), point=point,
            secret=self._keys.wrap(_bound(name), secret), position=self.house.ledger.store.head(),
        )  # fmt: skip
        if not self.kept.put(hook, MOST_OF_ONE):
            what = phrase("there is a webhook {name} already, or there are too many", name=name)
            raise refused(what, phrase("take another name, or remove one"), "name")
        return secret.hex()

    def send_due(self) -> list[Webhook]:
        """Send to each what is due; gives those that were given up just now. Raises LedgerError."""
        at_us, head = now_us(), self.house.ledger.store.head()
        due = [one for one in self.kept.list_all() if not one.given_up and one.next_us <= at_us]
        return [one for one in due if one.position < head and self._send(one, at_us)]

    def _send(self, hook: Webhook, at_us: int) -> bool:
        """Send the next message of a webhook; gives whether it was given up."""
        store = self.house.ledger.store
        page = read_page(store, hook.position, _AT_ONCE, hook.point or None, checks=False)
        body = _body(hook, page)
        said = "" if body is None else self._post(hook, body, at_us)
        if not said:
            self.kept.sent(hook.name, page.position)
            return False
        failures = hook.failures + 1
        wait_s = min(_MOST_S, _FIRST_S * 2 ** min(hook.failures, 20))
        given_up = failures >= TRIES
        self.kept.failed(hook.name, failures, at_us + wait_s * 1_000_000, given_up=given_up, said=said[:40])
        return given_up

    def _post(self, hook: Webhook, body: bytes, at_us: int) -> str:
        secret = self._keys.unwrap(_bound(hook.name), hook.secret)
        headers = {
            "content-type": "application/json",
            "user-agent": "otkel",
            "otkel-signature": sign(secret, at_us // 1_000_000, body),
        }
        return post_json(hook.url, body, headers, private=self.private)


def sender_of(house: House) -> Sender:
    """Give the sender of a house, the same one each time."""
    return house.keep("webhooks", Sender)


def sign(secret: bytes, at_s: int, body: bytes) -> str:
    """Give the header of a message sent at a time [s since 1970]."""
    return f"t={at_s},v1={hmac.digest(secret, str(at_s).encode() + b'.' + body, 'sha256').hex()}"


@contextmanager
def sending(house: House, wrong: Wrong, *, private: bool = False) -> Iterator[None]:
    """Send what is due in a thread until the block ends; what is given up is told to `wrong`."""
    sender = sender_of(house)
    sender.private = private

    def send() -> None:
        for one in sender.send_due():
            wrong(_given_up(one))

    with working("webhooks", _LOOK_S, send, wrong):
        yield


def _given_up(hook: Webhook) -> Exception:
    what = phrase("the webhook {name} was given up ({reason})", name=hook.name, reason=hook.said)
    return refused(what, phrase("its owner removes it and makes it anew"))


def _body(hook: Webhook, page: EventPage) -> bytes | None:
    events = [one for one in page.events if not hook.words or one.word in hook.words]
    if not events:
        return None
    return msgspec.json.encode({"webhook": hook.name, "position": page.position, "events": events})


def _bound(name: str) -> str:
    return f"webhook {name}"
