"""Papers that travel with a load, and the SPOT notice."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from otkel.facts.money import Money


class DocumentKind(StrEnum):
    """Kinds of paper the rules ask for."""

    CMR = "cmr"
    INVOICE = "invoice"
    CONTRACT = "contract"
    PACKING_LIST = "packing_list"
    CERTIFICATE_OF_ORIGIN = "certificate_of_origin"  # ST-1
    CONFORMITY = "conformity"  # certificate or declaration of conformity
    EAEU_STATUS = "eaeu_status"  # proof that the goods have EAEU status
    SNT = "snt"  # Kazakhstan's consignment note for goods
    ETTN = "ettn"  # Kyrgyzstan's electronic waybill
    PHYTOSANITARY = "phytosanitary"
    VETERINARY = "veterinary"
    SEED_CERTIFICATE = "seed_certificate"
    PERMIT_BILATERAL = "permit_bilateral"
    PERMIT_THIRD_COUNTRY = "permit_third_country"
    TRANSIT_DECLARATION = "transit_declaration"
    GOODS_DECLARATION = "goods_declaration"
    PRELIMINARY_INFORMATION = "preliminary_information"
    VEHICLE_SEAL_CERTIFICATE = "vehicle_seal_certificate"
    RECEIVER_NOTICE = "receiver_notice"  # undertaking under Decree 778
    EXPORT_LICENCE = "export_licence"
    END_USER_CERTIFICATE = "end_user_certificate"
    LICENSING_ANSWER = "licensing_answer"  # the licensing body's written answer: no licence needed
    FULL_TARIFF_PROOF = "full_tariff_proof"  # duty paid at the full common tariff
    DUTY_RELEASE = "duty_release"  # release for free circulation


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One paper. What it states is compared with the load where it is given."""

    kind: DocumentKind
    number: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    consignment: str | None = None  # None: for the whole load
    plate: str | None = None
    codes: tuple[str, ...] = ()  # goods codes it names, as typed
    consignor: str | None = None
    consignee: str | None = None


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A SPOT security payment. `budget_code_right` False: paid on the ordinary VAT code."""

    amount: Money
    budget_code_right: bool | None = None
    cashless: bool | None = None


class SpotNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice of expected delivery (DOPP) in Russia's SPOT. None always means: not known."""

    number: str | None = None
    consignment: str | None = None  # None: for the whole load
    qr: bool | None = None  # the carrier holds the QR code
    status: str | None = None  # as the operator writes it, e.g. Обеспечен
    filed_at: datetime | None = None  # aware
    filed_on: date | None = None
    expected_on: date | None = None
    plate: str | None = None
    codes: tuple[str, ...] = ()
    consignee: str | None = None
    carrier: str | None = None
    payment: Payment | None = None
    payment_made: bool | None = None
    payment_exempt: bool | None = None  # the importer is exempt from the security payment
