"""What has to be known of a command before it is decided: asked of the ledger for many clients at once.

While one question is on its way the next one gathers, so that 32 clients ask a few questions and not
two each.
"""

from __future__ import annotations

import threading

from otkel.errors import LedgerError
from otkel.ledger.store import Claim, Known, Store


class LookUps:
    """Client keys and claims, looked up together."""

    def __init__(self, store: Store) -> None:
        """Stand before an open ledger."""
        self._store = store
        self._gate = threading.Lock()
        self._asking = threading.Lock()
        self._gathering = _Question()

    def ask(self, key: str, claim: Claim | None) -> tuple[bool, int | None]:
        """Tell whether a key stands already, and the position of who holds a claim. Raises LedgerError."""
        with self._gate:
            question = self._gathering
            is_first = not question.keys
            question.keys.append(key)
            if claim is not None:
                question.claims.append(claim)
        if is_first:
            self._answer(question)
        with question.done:
            pass
        if question.known is None:
            error = question.error or LedgerError("the ledger was not asked")
            raise type(error)(*error.args)
        return key in question.known.keys, None if claim is None else question.known.holders.get(claim)

    def _answer(self, question: _Question) -> None:
        """Ask for all who gathered meanwhile; the first of them does."""
        try:
            with self._asking:
                with self._gate:
                    self._gathering = _Question()
                question.known = self._store.look_up(question.keys, question.claims)
        except Exception as error:
            question.error = error
        finally:
            question.done.release()


class _Question:
    """What came in since the last question went out."""

    __slots__ = ("claims", "done", "error", "keys", "known")

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.claims: list[Claim] = []
        self.known: Known | None = None
        self.error: Exception | None = None
        self.done = threading.Lock()
        self.done.acquire()
