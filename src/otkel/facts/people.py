"""People on a trip: a driver, what he is allowed, and where he has been."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec


class Occupation(StrEnum):
    """Why a person travels, as far as the rules of stay ask."""

    DRIVER = "driver"  # international road haulage of goods or passengers
    OTHER = "other"


class Permit(StrEnum):
    """A paper of the country asked that lets a foreigner stay by itself."""

    NONE = "none"
    TEMPORARY_RESIDENCE = "temporary_residence"
    RESIDENCE = "residence"
    PATENT = "patent"
    VISA = "visa"


class Language(StrEnum):
    """The languages Otkel speaks."""

    EN = "en"
    RU = "ru"
    KK = "kk"


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """One presence in one country. Civil dates in that country's zone, both counted as present.

    `country` is an ISO 3166 two-letter code, or `EU` for the Schengen area; `left_on` None means
    still inside. `permit` names the paper the stay was made under, where there was one.
    """

    country: str
    entered_on: date
    left_on: date | None = None
    permit: Permit | None = None


class RuidStatement(msgspec.Struct, frozen=True, kw_only=True):
    """The electronic application to enter Russia, filed in the ruID app."""

    filed_on: date | None = None
    filed_at: datetime | None = None  # aware; needed where hours decide
    urgent: bool = False  # urgent family or medical case
    qr: bool | None = None  # the QR code was received
    haulage: bool | None = None  # states international haulage as purpose, with its papers


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """A driver. None always means: not known."""

    citizenship: str | None = None  # ISO 3166 two letters
    name: str | None = None
    occupation: Occupation | None = Occupation.DRIVER
    permit: Permit | None = None
    contract_until: date | None = None  # end of a Russian work contract
    ruid: RuidStatement | None = None
    ruid_filed: bool | None = None  # False: certainly no statement was filed
    in_register: bool | None = None  # Russia's Register of Controlled Persons
    entry_ban: bool | None = None
    unpaid_fines: bool | None = None
    stays: tuple[Stay, ...] | None = None  # None: the history of stays is not known
    language: Language | None = None


class PartyKind(StrEnum):
    """What a party is in law."""

    LEGAL_ENTITY = "legal_entity"
    ENTREPRENEUR = "entrepreneur"
    PERSON = "person"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A consignor, consignee or carrier."""

    country: str | None = None
    name: str | None = None
    tax_id: str | None = None
    kind: PartyKind | None = None
    language: Language | None = None
