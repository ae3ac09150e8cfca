"""Keeps positions of trackers beside the ledger: under a subject for each device, never its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from otkel.facts.tracks import Position
from otkel.feeds.seal_table import is_of_event
from otkel.ledger.positions import Positions
from otkel.ledger.vault.vault import Vault

_CLASS = "positions"
# A subject is asked for anew so often, so that one whose device was forgotten is used no longer.
_REMEMBERED_US = 3_600_000_000


class Devices:
    """The subjects of devices, made where there is none yet. For one thread."""

    def __init__(self, vault: Vault, now_us: Callable[[], int]) -> None:
        """Remember nothing yet."""
        self._vault, self._now_us = vault, now_us
        self._known: dict[str, tuple[str, int]] = {}

    def subjects_of(self, numbers: Iterable[str]) -> dict[str, str]:
        """Give the subject of each device number. Raises LedgerError."""
        now_us = self._now_us()
        found = {number: self._find(number, now_us) for number in set(numbers)}
        new = [number for number, subject in found.items() if subject is None]
        if new:
            held = self._vault.put_new(_CLASS, [{"device": number} for number in new])
            for number, one in zip(new, held, strict=True):
                # None: another process was quicker, or the number is one written differently.
                subject = one[0] if one is not None else self._vault.find_subject("device", number)
                found[number] = subject
        subjects = {number: subject for number, subject in found.items() if subject is not None}
        for number, subject in subjects.items():
            if number not in self._known:
                self._known[number] = (subject, now_us)
        return subjects

    def _find(self, number: str, now_us: int) -> str | None:
        known = self._known.get(number)
        if known is not None and now_us - known[1] < _REMEMBERED_US:
            return known[0]
        self._known.pop(number, None)
        return self._vault.find_subject("device", number)


class Keeping:
    """Keeps groups of positions; `watch` sees each group after it is durable, and before it is answered."""

    def __init__(
        self,
        positions: Positions,
        devices: Devices,
        watch: Callable[[Sequence[Position]], None] | None = None,
    ) -> None:
        """Stand on open tables."""
        self._positions, self._devices, self._watch = positions, devices, watch

    def keep(self, positions: Sequence[Position]) -> int:
        """Keep a group of positions; gives how many were new. Raises LedgerError."""
        subjects = self._devices.subjects_of(one.device for one in positions)
        known = [(subjects[one.device], one) for one in positions]
        if any(not one.protocol for one in positions):
            known = self._with_protocols(known)
        new = self._positions.put(known)
        if self._watch is not None:
            self._watch([msgspec.structs.replace(one, device=subject) for subject, one in known])
        return new

    def _with_protocols(self, known: list[tuple[str, Position]]) -> list[tuple[str, Position]]:
        """An event alone does not name the protocol of its device; what else the device sent does."""
        spoken = {subject: one.protocol for subject, one in known if one.protocol}

        def named(subject: str, one: Position) -> Position:
            if one.protocol or not is_of_event(one):
                return one
            # What stands at the very instant is before the one after it.
            beside = self._positions.list_beside(subject, one.device_us + 1)
            told = (earlier.protocol for earlier in beside if earlier.protocol)
            return msgspec.structs.replace(one, protocol=spoken.get(subject) or next(told, ""))

        return [(subject, named(subject, one)) for subject, one in known]
