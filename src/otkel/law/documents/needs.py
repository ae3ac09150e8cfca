"""What makes a paper needed: first the way and the truck, then the goods.

Each gives True where the paper must travel, None where a fact is missing that decides it, and False
where nothing asks for it.
"""

from __future__ import annotations

from collections.abc import Callable

from otkel.facts.places import EAEU, EU
from otkel.facts.trip import Goods, GoodsStatus, Procedure
from otkel.law.documents.loads import Load
from otkel.law.papers import Codes

Asked = Callable[[Load], bool | None]
OfGoods = Callable[[tuple[Goods, ...], Load, Codes], bool | None]
_UNION, _FOREIGN = GoodsStatus.EAEU, GoodsStatus.FOREIGN
_TRANSIT, _OWN_GOODS = Procedure.CUSTOMS_TRANSIT, Procedure.OWN_GOODS


def is_on_way_to_russia(load: Load) -> bool:
    """Whether goods that are not a person's own touch Russia."""
    return "RU" in load.way and not load.personal


def is_union_to_russia(load: Load) -> bool:
    """Whether Union goods go into Russia."""
    return load.union_trade and load.delivered_to == "RU"


def is_sale_to_russia(load: Load) -> bool:
    """Whether Union goods are sold into Russia."""
    return is_union_to_russia(load) and load.procedure is not _OWN_GOODS


def is_from_kyrgyzstan(load: Load) -> bool:
    """Whether Union goods leave Kyrgyzstan."""
    return load.union_trade and load.loaded_in == "KG"


def is_from_kazakhstan(load: Load) -> bool:
    """Whether Union goods leave Kazakhstan."""
    return load.union_trade and load.loaded_in == "KZ"


def is_into_kazakhstan(load: Load) -> bool:
    """Whether Union goods go into Kazakhstan."""
    return load.union_trade and load.delivered_to == "KZ"


def is_trade_in_union(load: Load) -> bool:
    """Whether goods for trade are delivered in the Union."""
    return not load.personal and load.delivered_to in EAEU


def is_third_country(load: Load) -> bool | None:
    """Whether the truck is of neither the state of loading nor that of delivery."""
    if not load.between_kz_ru:
        return False
    country = load.trip.vehicle.country
    return None if country is None else country not in (load.loaded_in, load.delivered_to)


def is_bilateral(load: Load) -> bool | None:
    """Between Kazakhstan and Russia none is needed; what other states ask is not known."""
    country = load.trip.vehicle.country
    doubtful = country in (load.loaded_in, load.delivered_to) and country not in ("KZ", "RU")
    return None if doubtful and load.between_kz_ru else False


def is_foreign_truck_to_kazakhstan(load: Load) -> bool:
    """Whether a truck that is not Kazakh brings goods loaded outside the European Union into Kazakhstan."""
    return load.delivered_to == "KZ" and load.trip.vehicle.country != "KZ" and load.loaded_in not in EU


def may_be_transit(load: Load) -> bool:
    """Whether customs transit is the procedure, or none is stated."""
    return load.procedure is _TRANSIT or load.procedure is None


def lacks_seal_certificate(load: Load) -> bool | None:
    """Whether goods under customs transit lie on a vehicle without its certificate."""
    stated = load.trip.vehicle.under_customs_seal_certificate
    if load.procedure is not _TRANSIT or stated:
        return False
    return True if stated is False else None


def is_into_union(load: Load) -> bool:
    """Whether goods for trade come into the Union from outside."""
    return load.enters_union


def need_conformity(goods: tuple[Goods, ...], _: Load, __: Codes) -> bool | None:
    """Whether a line needs a certificate or declaration of conformity."""
    known = True
    for line in goods:
        if line.conformity_required:
            return True
        known = known and line.conformity_required is not None
    return False if known else None


def are_union_goods(goods: tuple[Goods, ...], _: Load, __: Codes) -> bool | None:
    """Whether a line has Union status."""
    known = True
    for line in goods:
        if line.status is _UNION:
            return True
        known = known and line.status is not None
    return False if known else None


def are_listed(goods: tuple[Goods, ...], _: Load, codes: Codes) -> bool | None:
    """Whether a line lies under the codes."""
    known = True
    for line in goods:
        if line.code is None:
            known = False
        elif codes.cover(line.code):
            return True
    return False if known else None


def are_listed_and_open(goods: tuple[Goods, ...], load: Load, codes: Codes) -> bool | None:
    """Whether a line lies under codes that leave the need open."""
    return None if are_listed(goods, load, codes) else False


def are_risky_plants(goods: tuple[Goods, ...], _: Load, plants: Codes) -> bool | None:
    """Whether a line is of high phytosanitary risk; plants may be."""
    doubtful = False
    for line in goods:
        if line.phyto_high_risk:
            return True
        if line.phyto_high_risk is None and line.code is not None:
            doubtful = doubtful or plants.cover(line.code)
    return None if doubtful else False


def are_under_transit(goods: tuple[Goods, ...], load: Load, _: Codes) -> bool | None:
    """Whether the goods are under customs transit; foreign goods of no stated procedure may be."""
    if load.procedure is _TRANSIT:
        return True
    return None if any(g.status is _FOREIGN for g in goods) else False


def may_be_reloaded(goods: tuple[Goods, ...], _: Load, __: Codes) -> bool | None:
    """Whether goods of the European Union may have come on another truck."""
    return None if any(g.origin in EU for g in goods) else False
