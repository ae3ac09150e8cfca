"""A paper held against the load it travels with, and what a load is to the rules on papers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from otkel.facts import plates
from otkel.facts.documents import Document, DocumentKind
from otkel.facts.goods_codes import CodeReading, matching_digits, read_code
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Procedure, Trip
from otkel.phrases import Phrase, phrase

NAMES: dict[DocumentKind, Phrase] = {
    DocumentKind.CMR: phrase("the road consignment note (CMR)"),
    DocumentKind.INVOICE: phrase("the invoice"),
    DocumentKind.CONTRACT: phrase("the contract"),
    DocumentKind.PACKING_LIST: phrase("the packing list"),
    DocumentKind.CERTIFICATE_OF_ORIGIN: phrase("the certificate of origin (ST-1)"),
    DocumentKind.CONFORMITY: phrase("the certificate or declaration of conformity"),
    DocumentKind.EAEU_STATUS: phrase("the proof of Union status"),
    DocumentKind.SNT: phrase("the Kazakh consignment note for goods (SNT)"),
    DocumentKind.ETTN: phrase("the Kyrgyz electronic waybill (ETTN)"),
    DocumentKind.PHYTOSANITARY: phrase("the phytosanitary certificate"),
    DocumentKind.VETERINARY: phrase("the veterinary certificate"),
    DocumentKind.SEED_CERTIFICATE: phrase("the seed certificate"),
    DocumentKind.PERMIT_BILATERAL: phrase("the permit for bilateral carriage"),
    DocumentKind.PERMIT_THIRD_COUNTRY: phrase("the permit for third-country carriage"),
    DocumentKind.TRANSIT_DECLARATION: phrase("the transit declaration"),
    DocumentKind.GOODS_DECLARATION: phrase("the goods declaration"),
    DocumentKind.PRELIMINARY_INFORMATION: phrase("the preliminary information"),
    DocumentKind.VEHICLE_SEAL_CERTIFICATE: phrase("the certificate for carriage under customs seals"),
    DocumentKind.RECEIVER_NOTICE: phrase("the receiver's notice"),
    DocumentKind.EXPORT_LICENCE: phrase("the export licence"),
    DocumentKind.END_USER_CERTIFICATE: phrase("the end-user certificate"),
    DocumentKind.LICENSING_ANSWER: phrase("the answer of the licensing body"),
    DocumentKind.FULL_TARIFF_PROOF: phrase("the proof of duty at the full tariff"),
    DocumentKind.DUTY_RELEASE: phrase("the release for free circulation"),
}
# Where nothing is sold between states of the Union, its papers are not asked.
NO_UNION_TRADE = frozenset({Procedure.CUSTOMS_TRANSIT, Procedure.PERSONAL, Procedure.EXPORT})
# The same plates, names and codes stand in many papers of one trip: each is folded once.
_fold = lru_cache(maxsize=16384)(plates.fold)
_matching = lru_cache(maxsize=65536)(matching_digits)
_QUOTES = str.maketrans("", "", "«»“”„\"'")
# Legal forms written out, and as they are shortened.
_FORMS = tuple(
    (plates.as_latin(form), plates.as_latin(short))
    for form, short in (
        ("общество с ограниченной ответственностью", "ООО"),
        ("товарищество с ограниченной ответственностью", "ТОО"),
        ("жауапкершілігі шектеулі серіктестігі", "ЖШС"),
        ("акционерное общество", "АО"),
        ("индивидуальный предприниматель", "ИП"),
    )
)
_FOREIGN = GoodsStatus.FOREIGN


class Codes:
    """A list of chapters, headings or longer codes of goods, ready to be asked again and again."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = tuple(entries)
        self._above = frozenset(entry[:n] for entry in self._entries for n in range(1, len(entry)))
        # Whether a goods code lies under an entry; a code shorter than the entry may lie under it.
        # Nine digits may be a code of ten that lost its zero. The same codes come again and again.
        self.cover = lru_cache(maxsize=4096)(self._cover)

    def _cover(self, code: str) -> bool:
        if code.startswith(self._entries) or code in self._above:
            return True
        return len(code) == 9 and self._cover("0" + code)


def loaded_in(consignment: Consignment, trip: Trip) -> str:
    """Give the country of loading: the stated one, else the first of the route."""
    return consignment.loaded_in or trip.route[0]


def delivered_to(consignment: Consignment, trip: Trip) -> str:
    """Give the country of delivery: the stated one, else the last of the route."""
    return consignment.delivered_to or trip.route[-1]


def is_union_trade(consignment: Consignment) -> bool:
    """Whether the goods move as Union goods; foreign goods of no stated procedure do not."""
    if consignment.procedure is None:
        return any(g.status is not _FOREIGN for g in consignment.goods)
    return consignment.procedure not in NO_UNION_TRADE


def covers(paper: Document, consignment: Consignment) -> bool:
    """Whether a paper belongs to a consignment; one without a consignment covers the whole load."""
    return paper.consignment is None or paper.consignment == consignment.id


def is_listed(code: str, entries: list[str]) -> bool:
    """Whether a goods code lies under one of the chapters or headings of a list."""
    return _codes(tuple(entries)).cover(code)


_codes = lru_cache(maxsize=64)(Codes)


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings of a firm are one.

    Capitals, spaces, quotation marks, look-alike letters and a legal form written out do not matter.
    """
    return _key(one) == _key(other)


def same_plate(named: str, trip: Trip) -> bool | None:
    """Whether a named plate is the truck's, its trailer's, or both; None where the truck's is not known."""
    truck, trailer = _fold(trip.vehicle.plate or ""), _fold(trip.vehicle.trailer_plate or "")
    if _fold(named) in (truck, trailer, truck + trailer):
        return True
    return False if truck else None


def foreign_codes(named: tuple[str, ...], goods: Iterable[Goods]) -> tuple[str, ...]:
    """Give the named codes that match no line of known code, on the shorter of the two codes."""
    return _foreign(named, tuple([g.code for g in goods if g.code]))


def unnamed_codes(named: tuple[str, ...], goods: Iterable[Goods]) -> tuple[str, ...]:
    """Give the known codes of the lines that none of the named codes matches."""
    return _unnamed(named, tuple([g.code for g in goods if g.code]))


@lru_cache(maxsize=16384)
def _foreign(named: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(typed for typed in named if not any(_matching(code, _plain(typed)) for code in known))


@lru_cache(maxsize=16384)
def _unnamed(named: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    plain = [_plain(typed) for typed in named]
    return tuple(code for code in known if not any(_matching(code, n) for n in plain))


@lru_cache(maxsize=16384)
def _plain(typed: str) -> str:
    if typed.isascii() and typed.isdigit():
        return typed
    reading = read_code(typed)
    return reading.code if isinstance(reading, CodeReading) else typed


@lru_cache(maxsize=16384)
def _key(name: str) -> str:
    """Nobody sees whether an O was typed on a Latin or a Cyrillic keyboard, so that does not matter."""
    key = " ".join(plates.as_latin(name.translate(_QUOTES)).split())
    for form, short in _FORMS:
        key = key.replace(form, short)
    return key
