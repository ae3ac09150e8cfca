"""What is asked about the fees of a seal, and how they are given as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from otkel.app.ledger_files import refused
from otkel.app.plain import Json, plain
from otkel.app.seals.desk import SealTold
from otkel.app.seals.fees import Fees, fees_of, tell_fees
from otkel.app.seals.tariff_file import read_tariffs
from otkel.app.words import Words
from otkel.errors import Mistake
from otkel.facts.events.envelope import as_us
from otkel.facts.places import EAEU
from otkel.facts.time import read_instant
from otkel.feeds.scalars import read_country
from otkel.law.seal_tariff import Charge, Tariff
from otkel.phrases import phrase


class FeesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """The way, when the truck came into its states, and the user's own prices."""

    route: tuple[str, ...] = ()
    entered_us: dict[str, int] = {}
    tariffs: dict[str, Tariff] = {}

    def fees(self, told: SealTold, now_us: int) -> Fees:
        """Give what a seal costs; what is said here goes before the queue's record."""
        way = msgspec.structs.replace(told.way, entered_us={**told.way.entered_us, **self.entered_us})
        return fees_of(told.story, now_us, self.route, way=way, own=self.tariffs)


def read_asked(route: str, entered: Sequence[str], tariff: Path | None) -> FeesAsked:
    """Read what was typed. Raises InputError."""
    states = tuple(_state(one, "--route") for one in route.split(",") if one.strip())
    if states and EAEU.isdisjoint(states):
        what = phrase("no state of this way is a member of the Union")
        raise refused(what, phrase("name the states in order, such as KZ,RU"), "--route")
    return FeesAsked(
        route=states,
        entered_us=dict(_entered(one) for one in entered),
        tariffs={} if tariff is None else read_tariffs(tariff),
    )


def fees_json(fees: Fees, words: Words) -> Json:
    """Give fees as plain data, with their sentences."""
    return {
        "days": fees.days,
        "stood_s": round(fees.stood_us / 1e6),
        "charges": [_charge_json(one, words) for one in fees.charges],
        "sums": plain(fees.sums, words),
        "missing": plain(fees.missing, words),
        "told": [words.sentence(one) for one in tell_fees(fees)],
    }


def _charge_json(one: Charge, words: Words) -> Json:
    return {
        "state": one.tariff.state,
        "stage": one.stage.value,
        "currency": one.tariff.currency,
        "for_stage": plain(one.for_stage, words),
        "days": plain(one.days, words),
        "for_days": plain(one.for_days, words),
        "total": plain(one.total, words),
        "missing": plain(one.missing, words),
        "rests_on": [found.provision.id for found in one.rests_on],
        "source": one.tariff.source or None,
    }


def _state(text: str, option: str) -> str:
    read = read_country(text.strip())
    if isinstance(read, Mistake):
        raise refused(read.what, read.do, option)
    return read


def _entered(text: str) -> tuple[str, int]:
    state, _, at = text.partition("=")
    read = read_instant(at)
    if isinstance(read, Mistake):
        raise refused(read.what, read.do, "--entered")
    return _state(state, "--entered"), as_us(read)
