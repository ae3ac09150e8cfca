"""The table of papers: which paper a load needs, on what rule, and what to do when it is not there.

Adding a paper is adding a row. A row's `asked` gives True where the paper must travel, None where
a fact is missing that decides it, and False where nothing asks for it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec

from otkel.facts.documents import DocumentKind as Kind
from otkel.facts.places import EAEU, EU
from otkel.facts.trip import Consignment, GoodsStatus, Procedure, Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import Stage, Weight, Who
from otkel.law.papers import NAMES, delivered_to, is_listed, is_union_trade, loaded_in
from otkel.law.ways import way_of
from otkel.phrases import Phrase, phrase


def any_of(answers: list[bool | None]) -> bool | None:
    """Give True where one answer is, else None where one is not known, else False."""
    if True in answers:
        return True
    return None if None in answers else False


class Load(msgspec.Struct, frozen=True):
    """One consignment on its trip, and what the rows ask of it again and again."""

    trip: Trip
    consignment: Consignment
    law: LawDay
    loaded_in: str
    delivered_to: str
    union_trade: bool  # moves as Union goods from one state of the Union into another
    way: tuple[str, ...]
    personal: bool

    between_kz_ru: bool  # crosses the border of Kazakhstan and Russia, in either direction

    def lists(self, provision_id: str) -> bool | None:
        """Whether a line lies under the codes of a provision; None where a code is not known."""
        entries = self.law.look(provision_id).value
        return any_of(
            [None if g.code is None else is_listed(g.code, entries) for g in self.consignment.goods]
        )


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One paper of the table.

    `weight` is what a missing paper does, `weight_open` what an undecided need for it does. `open`
    names the fact that decides the need. `copies` papers of any of the `kinds` must be there.
    """

    id: str
    name: Phrase
    kinds: tuple[Kind, ...]
    provision: str
    asked: Callable[[Load], bool | None]
    weight: Weight
    who: Who
    stage: Stage
    cure: Phrase
    open: tuple[Phrase, ...] = ()
    weight_open: Weight = Weight.WARNS
    copies: int = 1
    relieved: bool = False  # an emergency decree may do without it


def read_load(consignment: Consignment, trip: Trip, law: LawDay) -> Load:
    """Give a consignment with what the rows ask of it."""
    origin, destination = loaded_in(consignment, trip), delivered_to(consignment, trip)
    way = way_of(trip, consignment)
    steps = tuple(pairwise(way))
    return Load(
        trip=trip,
        consignment=consignment,
        law=law,
        loaded_in=origin,
        delivered_to=destination,
        union_trade=origin != destination
        and origin in EAEU
        and destination in EAEU
        and is_union_trade(consignment),
        way=way,
        between_kz_ru=("KZ", "RU") in steps or ("RU", "KZ") in steps,
        personal=consignment.procedure is Procedure.PERSONAL,
    )


def _way_paper(load: Load) -> bool:
    return "RU" in load.way and not load.personal


def _sale_to_russia(load: Load) -> bool:
    own = load.consignment.procedure is Procedure.OWN_GOODS
    return load.union_trade and load.delivered_to == "RU" and not own


def _from_kyrgyzstan(load: Load) -> bool:
    return load.union_trade and load.loaded_in == "KG"


def _conformity(load: Load) -> bool | None:
    if not _sale_to_russia(load):
        return False
    return any_of([g.conformity_required for g in load.consignment.goods])


def _union_status(load: Load) -> bool | None:
    if not (load.union_trade and load.delivered_to == "RU"):
        return False
    statuses = [g.status for g in load.consignment.goods]
    if GoodsStatus.EAEU in statuses:
        return True
    return None if None in statuses else False


def _from_kazakhstan(load: Load) -> bool:
    return load.union_trade and load.loaded_in == "KZ"


def _into_kazakhstan(load: Load) -> bool:
    return load.union_trade and load.delivered_to == "KZ"


def _kyrgyz_waybill(load: Load) -> bool | None:
    return _from_kyrgyzstan(load) and load.lists("doc.kg.ettn")


def _phytosanitary(load: Load) -> bool | None:
    if load.personal or load.delivered_to not in EAEU:
        return False
    risks = [g.phyto_high_risk for g in load.consignment.goods]
    if True in risks:
        return True
    plants = load.law.look("doc.eaeu.phyto.chapters").value
    doubtful = any(
        g.phyto_high_risk is None and g.code is not None and is_listed(g.code, plants)
        for g in load.consignment.goods
    )
    return None if doubtful else False


def _veterinary(load: Load) -> bool | None:
    if load.personal or load.delivered_to not in EAEU:
        return False
    return None if load.lists("doc.kg.vet.chapters") else False


def _seeds(load: Load) -> bool | None:
    return None if _from_kyrgyzstan(load) and load.lists("doc.kg.seed.codes") else False


def _third_country(load: Load) -> bool | None:
    if not load.between_kz_ru:
        return False
    country = load.trip.vehicle.country
    return None if country is None else country not in (load.loaded_in, load.delivered_to)


def _bilateral(load: Load) -> bool | None:
    """Between Kazakhstan and Russia none is needed; what other states ask is not known."""
    country = load.trip.vehicle.country
    doubtful = country in (load.loaded_in, load.delivered_to) and country not in ("KZ", "RU")
    return None if doubtful and load.between_kz_ru else False


def _reloaded(load: Load) -> bool | None:
    from_eu = any(g.origin in EU for g in load.consignment.goods)
    to_kazakhstan = load.delivered_to == "KZ" and load.trip.vehicle.country != "KZ"
    return None if from_eu and to_kazakhstan and load.loaded_in not in EU else False


def _transit(load: Load) -> bool | None:
    procedure = load.consignment.procedure
    if procedure is Procedure.CUSTOMS_TRANSIT:
        return True
    foreign = any(g.status is GoodsStatus.FOREIGN for g in load.consignment.goods)
    return None if procedure is None and foreign else False


def _seal_certificate(load: Load) -> bool | None:
    stated = load.trip.vehicle.under_customs_seal_certificate
    if load.consignment.procedure is not Procedure.CUSTOMS_TRANSIT or stated:
        return False
    return True if stated is False else None


def enters_union(load: Load) -> bool:
    """Whether goods for trade come into the Union from outside on this way."""
    return not load.personal and any(a not in EAEU and b in EAEU for a, b in pairwise(load.way))


def _row(kind: Kind, asked: Callable[[Load], bool | None], provision: str, **fields: Any) -> Row:
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
        _way_paper,
        "doc.ru.cmr",
        weight=Weight.STOPS,
        who=Who.CARRIER,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Have the CMR filled in for this load and carry it."),
    ),
    _row(
        Kind.INVOICE,
        _way_paper,
        "doc.ru.invoice",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Give the driver the invoice for this load."),
    ),
    _row(
        Kind.CONTRACT,
        _sale_to_russia,
        "doc.ru.contract",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.ROADSIDE_CHECK,
        cure=phrase("Give the driver the contract with the Russian buyer, or its copy."),
    ),
    _row(
        Kind.PACKING_LIST,
        _from_kyrgyzstan,
        "doc.kg.export_set",
        weight=Weight.WARNS,
        who=Who.CONSIGNOR,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Give the driver the packing list for this load."),
    ),
    _row(
        Kind.CERTIFICATE_OF_ORIGIN,
        _from_kyrgyzstan,
        "doc.kg.export_set",
        weight=Weight.WARNS,
        who=Who.CONSIGNOR,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Get the certificate of origin ST-1 for this batch."),
    ),
    _row(
        Kind.CONFORMITY,
        _conformity,
        "doc.ru.conformity",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.ROADSIDE_CHECK,
        cure=phrase("Get the certificate or declaration of conformity, and give the driver a copy."),
        open=(phrase("whether the goods need a certificate or declaration of conformity"),),
    ),
    _row(
        Kind.EAEU_STATUS,
        _union_status,
        "doc.ru.eaeu_status",
        weight=Weight.STOPS,
        weight_open=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.ROADSIDE_CHECK,
        cure=phrase("Give the driver papers that prove the Union status of the goods."),
        open=(phrase("the customs status of the goods"),),
        relieved=True,
    ),
    _row(
        Kind.SNT,
        _from_kazakhstan,
        "kz.snt.export_eaeu",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Issue the SNT for this load before it leaves Kazakhstan."),
    ),
    _row(
        Kind.SNT,
        _into_kazakhstan,
        "kz.snt.import_eaeu",
        weight=Weight.WARNS,
        who=Who.CONSIGNEE,
        stage=Stage.AFTER,
        cure=phrase("Issue the SNT for goods brought into Kazakhstan."),
    ),
    _row(
        Kind.ETTN,
        _kyrgyz_waybill,
        "doc.kg.ettn",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Issue the electronic waybill (ETTN) for this load."),
        open=(phrase("the goods code of every line"),),
    ),
    _row(
        Kind.PHYTOSANITARY,
        _phytosanitary,
        "doc.eaeu.phyto.high_risk",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.ENTRY_CONTROL,
        cure=phrase("Get a phytosanitary certificate for this batch and its real consignee."),
        open=(phrase("whether the plant goods are of high phytosanitary risk"),),
    ),
    _row(
        Kind.VETERINARY,
        _veterinary,
        "doc.kg.vet.chapters",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.ENTRY_CONTROL,
        cure=phrase("Get a veterinary certificate for this batch."),
        open=(phrase("whether these animal goods need a veterinary certificate"),),
    ),
    _row(
        Kind.SEED_CERTIFICATE,
        _seeds,
        "doc.kg.seed.codes",
        weight=Weight.STOPS,
        who=Who.CONSIGNOR,
        stage=Stage.ENTRY_CONTROL,
        cure=phrase("Get a seed certificate for this batch."),
        open=(phrase("whether these seeds need a seed certificate"),),
    ),
    _row(
        Kind.PERMIT_THIRD_COUNTRY,
        _third_country,
        "permit.kz_ru.third_country",
        weight=Weight.STOPS,
        weight_open=Weight.STOPS,
        who=Who.CARRIER,
        stage=Stage.ENTRY_CONTROL,
        cure=phrase("Get a permit for third-country carriage from your transport authority."),
        open=(phrase("the country in which the truck is registered"),),
    ),
    _row(
        Kind.PERMIT_BILATERAL,
        _bilateral,
        "permit.kz_ru.bilateral",
        weight=Weight.STOPS,
        who=Who.CARRIER,
        stage=Stage.ENTRY_CONTROL,
        cure=phrase("Get a valid permit from your transport authority."),
        open=(phrase("whether the states on the way ask a permit of a truck from this country"),),
    ),
    Row(
        id="doc.permits_reloaded",
        name=phrase("the two permits for re-loaded goods"),
        kinds=(Kind.PERMIT_BILATERAL, Kind.PERMIT_THIRD_COUNTRY),
        provision="permit.kz.reloaded_eu",
        asked=_reloaded,
        copies=2,
        weight=Weight.STOPS,
        who=Who.CARRIER,
        stage=Stage.ENTRY_CONTROL,
        cure=phrase("Carry two permits: one for the leg from the European Union, one for the last leg."),
        open=(phrase("whether the goods were re-loaded from a truck of the European Union"),),
    ),
    _row(
        Kind.TRANSIT_DECLARATION,
        _transit,
        "transit.eaeu.rules",
        weight=Weight.STOPS,
        weight_open=Weight.STOPS,
        who=Who.CARRIER,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Place the goods under customs transit and carry the transit declaration."),
        open=(phrase("whether the foreign goods are under customs transit"),),
    ),
    _row(
        Kind.VEHICLE_SEAL_CERTIFICATE,
        _seal_certificate,
        "transit.eaeu.seal_certificate",
        weight=Weight.WARNS,
        who=Who.CARRIER,
        stage=Stage.EXIT_CONTROL,
        cure=phrase("Get the certificate that the vehicle may carry goods under customs seals."),
        open=(phrase("whether the vehicle has a certificate for carriage under customs seals"),),
    ),
    _row(
        Kind.PRELIMINARY_INFORMATION,
        enters_union,
        "pi.road.required",
        weight=Weight.WARNS,
        who=Who.CARRIER,
        stage=Stage.BEFORE_DEPARTURE,
        cure=phrase("Send the preliminary information before the truck enters the Union."),
    ),
)
