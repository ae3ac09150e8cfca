"""Plate and VIN become a random subject, through the vault; what was typed goes in there first.

The same plate in two scripts is one plate, and one VIN under two plates is one vehicle. Where plate and
VIN lead to two vehicles nothing is guessed: it is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from otkel.app.ledger_files import refused
from otkel.errors import InputError
from otkel.facts.plates import fold
from otkel.ledger.vault.vault import Vault
from otkel.phrases import Phrase, phrase

PLATES = "plates"


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """How a vehicle was typed."""

    plate: str | None = None
    vin: str | None = None
    country: str | None = None

    def content(self) -> dict[str, str]:
        """Give what goes into the vault."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}


class Identified(msgspec.Struct, frozen=True):
    """A vehicle, and the digest of its data in the vault."""

    subject: str
    sealed: str


class _Known(msgspec.Struct, frozen=True):
    """What is held of a vehicle: folded plates and VINs, their states, and digests by content."""

    plates: dict[str, str | None]
    vins: frozenset[str]
    digests: dict[tuple[tuple[str, Any], ...], str]


class Vehicles:
    """The vehicles of one vault; what was found is kept for as long as the vault is open."""

    def __init__(self, vault: Vault) -> None:
        """Stand on an open vault."""
        self.vault = vault
        self.known_before: Vehicles | None = None  # those of the ledger of which this one is a copy
        self._found: dict[Named, Identified] = {}

    def find(self, named: Named) -> str | None:
        """Give the subject of a vehicle that is known; None: it never was here. Raises InputError."""
        identified = self._found.get(named)
        return identified.subject if identified is not None else self._subject(named)

    def get_or_put(self, named: Named) -> Identified:
        """Give the subject and what the vault holds of what was typed; a new one where it is new.

        Durable when it comes back. Raises InputError.
        """
        identified = self._found.get(named)
        if identified is None:
            identified = self._found[named] = self._identify(named)
        return identified

    def _identify(self, named: Named) -> Identified:
        subject = self._subject(named)
        if subject is None:
            (made,) = self.vault.put_new(PLATES, [named.content()])
            if made is not None:
                return Identified(*made)
            # Another process was faster, and it is known now; or the signs are those of another state.
            subject = self._subject(named) or self.vault.new_subject()
        return Identified(subject, self._sealed(subject, named))

    def put_ahead(self, many: Iterable[Named]) -> None:
        """Put the new ones of many vehicles into the vault in one write, before they are asked for.

        Who is known, or shares plate or VIN with another one of them, is left for `get_or_put`.
        """
        new = [
            named
            for named in dict.fromkeys(many)
            if named not in self._found
            and all(self._find(kind, text) is None for kind, text in _signs(named))
        ]
        made = self.vault.put_new(PLATES, [named.content() for named in new])
        for named, one in zip(new, made, strict=True):
            if one is not None:
                self._found[named] = Identified(*one)

    def forget_found(self) -> None:
        """Look everything up anew from now on."""
        self._found.clear()

    def _sealed(self, subject: str, named: Named) -> str:
        content = named.content()
        held = self._known(subject).digests.get(tuple(sorted(content.items())))
        return held or self.vault.put(subject, PLATES, content)

    def _known(self, subject: str) -> _Known:
        plates: dict[str, str | None] = {}
        vins: set[str] = set()
        digests: dict[tuple[tuple[str, Any], ...], str] = {}
        before = self.known_before.vault.get_all(subject) if self.known_before is not None else []
        for digest, content in (*before, *self.vault.get_all(subject)):
            if isinstance(plate := content.get("plate"), str):
                plates[fold(plate)] = content.get("country") or plates.get(fold(plate))
            if isinstance(vin := content.get("vin"), str):
                vins.add(fold(vin))
            digests[tuple(sorted(content.items()))] = digest
        return _Known(plates, frozenset(vins), digests)

    def _subject(self, named: Named) -> str | None:
        by_plate = self._by_plate(named)
        by_vin = self._find("vin", named.vin) if named.vin else None
        if by_plate is None or by_vin is None or by_plate == by_vin:
            if by_plate is not None and by_vin is None and named.vin:
                self._require_vin(by_plate, named)
            return by_vin or by_plate
        raise _contradiction(
            phrase("this plate is known as one vehicle and this VIN as another"),
            phrase("check both on the paper; name the vehicle by its VIN alone if the plate is a new one"),
        )

    def _find(self, kind: str, text: str) -> str | None:
        found = self.vault.find_subject(kind, text)
        if found is None and self.known_before is not None:
            return self.known_before.vault.find_subject(kind, text)
        return found

    def _by_plate(self, named: Named) -> str | None:
        """Find by plate; the same signs of another state are another plate."""
        if named.plate is None:
            return None
        subject = self._find("plate", named.plate)
        if subject is None or named.country is None:
            return subject
        country = self._known(subject).plates.get(fold(named.plate))
        if country is None or country == named.country:
            return subject
        if named.vin:
            return None  # the VIN alone decides
        raise _contradiction(
            phrase("this plate is known here as one of {country}", country=country),
            phrase("check the state of the plate; where both have such a plate, name the VIN too"),
        )

    def _require_vin(self, subject: str, named: Named) -> None:
        """Refuse another VIN than the one that is known with the plate."""
        vins = self._known(subject).vins
        if vins and fold(named.vin or "") not in vins:
            raise _contradiction(
                phrase("this plate is known with another VIN"),
                phrase(
                    "check the VIN on the paper; name the vehicle by its VIN alone if the plate is a new one"
                ),
            )


def _signs(named: Named) -> list[tuple[str, str]]:
    both = (("plate", named.plate), ("vin", named.vin))
    return [(kind, text) for kind, text in both if text is not None]


def _contradiction(what: Phrase, do: Phrase) -> InputError:
    return refused(what, do, "plate")
