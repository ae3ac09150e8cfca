"""The table of papers: which paper a load needs, on what rule, and what to do when it is not there.

Adding a paper is adding a row. A row's `asked` looks at the way and the truck, its `of_goods` then at the
goods; both give True where the paper must travel, None where a fact is missing that decides it, and False
where nothing asks for it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.facts.documents import DocumentKind as Kind
from otkel.law.corpus import LawDay
from otkel.law.documents.needs import (
    Asked,
    OfGoods,
    are_listed,
    are_listed_and_open,
    are_risky_plants,
    are_under_transit,
    are_union_goods,
    is_bilateral,
    is_foreign_truck_to_kazakhstan,
    is_from_kazakhstan,
    is_from_kyrgyzstan,
    is_into_kazakhstan,
    is_into_union,
    is_on_way_to_russia,
    is_sale_to_russia,
    is_third_country,
    is_trade_in_union,
    is_union_to_russia,
    lacks_seal_certificate,
    may_be_reloaded,
    may_be_transit,
    need_conformity,
)
from otkel.law.finding import (
    AFTER,
    BEFORE_DEPARTURE,
    CARRIER,
    CONSIGNEE,
    CONSIGNOR,
    ENTRY_CONTROL,
    EXIT_CONTROL,
    ROADSIDE_CHECK,
    STOPS,
    WARNS,
    Stage,
    Weight,
    Who,
)
from otkel.law.papers import NAMES, Codes
from otkel.law.timeline import Lookup, State
from otkel.phrases import Phrase, phrase


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One paper of the table.

    `weight` is what a missing paper does, `weight_open` what an undecided need for it does. `open`
    names the fact that decides the need. `copies` papers of any of the `kinds` must be there. Where
    `of_goods` asks for a list of goods codes, `codes` is the provision that holds it.
    """

    id: str
    name: Phrase
    kinds: tuple[Kind, ...]
    provision: str
    asked: Asked
    weight: Weight
    who: Who
    stage: Stage
    cure: Phrase
    of_goods: OfGoods | None = None
    codes: str | None = None
    open: tuple[Phrase, ...] = ()
    weight_open: Weight = WARNS
    copies: int = 1
    relieved: bool = False  # an emergency decree may do without it


class Rule(msgspec.Struct, frozen=True, eq=False):
    """A row on a day on which its provision is in force, or not known for a `reason`."""

    row: Row
    rests_on: tuple[Lookup, ...]
    reason: Phrase | None
    codes: Codes


def read_rules(law: LawDay) -> tuple[Rule, ...]:
    """Read the rows that the law of the day asks for."""
    rules = []
    for row in ROWS:
        provision = law.look(row.provision)
        if provision.state is not State.NOT_IN_FORCE:
            codes = Codes(law.look(row.codes).value if row.codes else ())
            rules.append(Rule(row, (provision,), provision.reason, codes))
    return tuple(rules)


def _row(kind: Kind, asked: Asked, provision: str, **fields: Any) -> Row:
    return Row(
        id="doc." + kind.value,
        name=NAMES[kind],
        kinds=(kind,),
        asked=asked,
        provision=provision,
        **fields,
    )


ROWS: tuple[Row, ...] = (
    _row(
        Kind.CMR,
        is_on_way_to_russia,
        "doc.ru.cmr",
        weight=STOPS,
        who=CARRIER,
        stage=EXIT_CONTROL,
        cure=phrase("Have the CMR filled in for this load and carry it."),
    ),
    _row(
        Kind.INVOICE,
        is_on_way_to_russia,
        "doc.ru.invoice",
        weight=STOPS,
        who=CONSIGNOR,
        stage=EXIT_CONTROL,
        cure=phrase("Give the driver the invoice for this load."),
    ),
    _row(
        Kind.CONTRACT,
        is_sale_to_russia,
        "doc.ru.contract",
        weight=STOPS,
        who=CONSIGNOR,
        stage=ROADSIDE_CHECK,
        cure=phrase("Give the driver the contract with the Russian buyer, or its copy."),
    ),
    _row(
        Kind.PACKING_LIST,
        is_from_kyrgyzstan,
        "doc.kg.export_set",
        weight=WARNS,
        who=CONSIGNOR,
        stage=EXIT_CONTROL,
        cure=phrase("Give the driver the packing list for this load."),
    ),
    _row(
        Kind.CERTIFICATE_OF_ORIGIN,
        is_from_kyrgyzstan,
        "doc.kg.export_set",
        weight=WARNS,
        who=CONSIGNOR,
        stage=EXIT_CONTROL,
        cure=phrase("Get the certificate of origin ST-1 for this batch."),
    ),
    _row(
        Kind.CONFORMITY,
        is_sale_to_russia,
        "doc.ru.conformity",
        of_goods=need_conformity,
        weight=STOPS,
        who=CONSIGNOR,
        stage=ROADSIDE_CHECK,
        cure=phrase("Get the certificate or declaration of conformity, and give the driver a copy."),
        open=(phrase("whether the goods need a certificate or declaration of conformity"),),
    ),
    _row(
        Kind.EAEU_STATUS,
        is_union_to_russia,
        "doc.ru.eaeu_status",
        of_goods=are_union_goods,
        weight=STOPS,
        weight_open=STOPS,
        who=CONSIGNOR,
        stage=ROADSIDE_CHECK,
        cure=phrase("Give the driver papers that prove the Union status of the goods."),
        open=(phrase("the customs status of the goods"),),
        relieved=True,
    ),
    _row(
        Kind.SNT,
        is_from_kazakhstan,
        "kz.snt.export_eaeu",
        weight=STOPS,
        who=CONSIGNOR,
        stage=EXIT_CONTROL,
        cure=phrase("Issue the SNT for this load before it leaves Kazakhstan."),
    ),
    _row(
        Kind.SNT,
        is_into_kazakhstan,
        "kz.snt.import_eaeu",
        weight=WARNS,
        who=CONSIGNEE,
        stage=AFTER,
        cure=phrase("Issue the SNT for goods brought into Kazakhstan."),
    ),
    _row(
        Kind.ETTN,
        is_from_kyrgyzstan,
        "doc.kg.ettn",
        of_goods=are_listed,
        codes="doc.kg.ettn",
        weight=STOPS,
        who=CONSIGNOR,
        stage=EXIT_CONTROL,
        cure=phrase("Issue the electronic waybill (ETTN) for this load."),
        open=(phrase("the goods code of every line"),),
    ),
    _row(
        Kind.PHYTOSANITARY,
        is_trade_in_union,
        "doc.eaeu.phyto.high_risk",
        of_goods=are_risky_plants,
        codes="doc.eaeu.phyto.chapters",
        weight=STOPS,
        who=CONSIGNOR,
        stage=ENTRY_CONTROL,
        cure=phrase("Get a phytosanitary certificate for this batch and its real consignee."),
        open=(phrase("whether the plant goods are of high phytosanitary risk"),),
    ),
    _row(
        Kind.VETERINARY,
        is_trade_in_union,
        "doc.kg.vet.chapters",
        of_goods=are_listed_and_open,
        codes="doc.kg.vet.chapters",
        weight=STOPS,
        who=CONSIGNOR,
        stage=ENTRY_CONTROL,
        cure=phrase("Get a veterinary certificate for this batch."),
        open=(phrase("whether these animal goods need a veterinary certificate"),),
    ),
    _row(
        Kind.SEED_CERTIFICATE,
        is_from_kyrgyzstan,
        "doc.kg.seed.codes",
        of_goods=are_listed_and_open,
        codes="doc.kg.seed.codes",
        weight=STOPS,
        who=CONSIGNOR,
        stage=ENTRY_CONTROL,
        cure=phrase("Get a seed certificate for this batch."),
        open=(phrase("whether these seeds need a seed certificate"),),
    ),
    _row(
        Kind.PERMIT_THIRD_COUNTRY,
        is_third_country,
        "permit.kz_ru.third_country",
        weight=STOPS,
        weight_open=STOPS,
        who=CARRIER,
        stage=ENTRY_CONTROL,
        cure=phrase("Get a permit for third-country carriage from your transport authority."),
        open=(phrase("the country in which the truck is registered"),),
    ),
    _row(
        Kind.PERMIT_BILATERAL,
        is_bilateral,
        "permit.kz_ru.bilateral",
        weight=STOPS,
        who=CARRIER,
        stage=ENTRY_CONTROL,
        cure=phrase("Get a valid permit from your transport authority."),
        open=(phrase("whether the states on the way ask a permit of a truck from this country"),),
    ),
    Row(
        id="doc.permits_reloaded",
        name=phrase("the two permits for re-loaded goods"),
        kinds=(Kind.PERMIT_BILATERAL, Kind.PERMIT_THIRD_COUNTRY),
        provision="permit.kz.reloaded_eu",
        asked=is_foreign_truck_to_kazakhstan,
        of_goods=may_be_reloaded,
        copies=2,
        weight=STOPS,
        who=CARRIER,
        stage=ENTRY_CONTROL,
        cure=phrase("Carry two permits: one for the leg from the European Union, one for the last leg."),
        open=(phrase("whether the goods were re-loaded from a truck of the European Union"),),
    ),
    _row(
        Kind.TRANSIT_DECLARATION,
        may_be_transit,
        "transit.eaeu.rules",
        of_goods=are_under_transit,
        weight=STOPS,
        weight_open=STOPS,
        who=CARRIER,
        stage=EXIT_CONTROL,
        cure=phrase("Place the goods under customs transit and carry the transit declaration."),
        open=(phrase("whether the foreign goods are under customs transit"),),
    ),
    _row(
        Kind.VEHICLE_SEAL_CERTIFICATE,
        lacks_seal_certificate,
        "transit.eaeu.seal_certificate",
        weight=WARNS,
        who=CARRIER,
        stage=EXIT_CONTROL,
        cure=phrase("Get the certificate that the vehicle may carry goods under customs seals."),
        open=(phrase("whether the vehicle has a certificate for carriage under customs seals"),),
    ),
    _row(
        Kind.PRELIMINARY_INFORMATION,
        is_into_union,
        "pi.road.required",
        weight=WARNS,
        who=CARRIER,
        stage=BEFORE_DEPARTURE,
        cure=phrase("Send the preliminary information before the truck enters the Union."),
    ),
)
