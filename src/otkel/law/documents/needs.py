"""What makes a paper needed: first the way and the truck, then the goods.

Each gives True where the paper must travel, None where a fact is missing that decides it, and False
where nothing asks for it.
"""

from __future__ import annotations

from collections.abc import Callable

from otkel.facts.places import EAEU, EU
from otkel.facts.trip import Goods, GoodsStatus, Procedure
from otkel.law.documents.way import Way
from otkel.law.papers import Codes

Asked = Callable[[Way], bool | None]
OfGoods = Callable[[tuple[Goods, ...], Way, Codes], bool | None]
_UNION, _FOREIGN = GoodsStatus.EAEU, GoodsStatus.FOREIGN
_TRANSIT, _OWN_GOODS = Procedure.CUSTOMS_TRANSIT, Procedure.OWN_GOODS


def is_on_way_to_russia(way: Way) -> bool:
    """Whether goods that are not a person's own touch Russia."""
    return "RU" in way.countries and not way.personal


def is_union_to_russia(way: Way) -> bool:
    """Whether Union goods go into Russia."""
    return way.union_trade and way.delivered_to == "RU"


def is_sale_to_russia(way: Way) -> bool:
    """Whether Union goods are sold into Russia."""
    return is_union_to_russia(way) and way.procedure is not _OWN_GOODS


def is_from_kyrgyzstan(way: Way) -> bool:
    """Whether Union goods leave Kyrgyzstan."""
    return way.union_trade and way.loaded_in == "KG"


def is_from_kazakhstan(way: Way) -> bool:
    """Whether Union goods leave Kazakhstan."""
    return way.union_trade and way.loaded_in == "KZ"


def is_into_kazakhstan(way: Way) -> bool:
    """Whether Union goods go into Kazakhstan."""
    return way.union_trade and way.delivered_to == "KZ"


def is_trade_in_union(way: Way) -> bool:
    """Whether goods for trade are delivered in the Union."""
    return not way.personal and way.delivered_to in EAEU


def is_third_country(way: Way) -> bool | None:
    """Whether the truck is of neither the state of loading nor that of delivery."""
    if not way.between_kz_ru:
        return False
    country = way.truck
    return None if country is None else country not in (way.loaded_in, way.delivered_to)


def is_bilateral(way: Way) -> bool | None:
    """Between Kazakhstan and Russia none is needed; what other states ask is not known."""
    country = way.truck
    doubtful = country in (way.loaded_in, way.delivered_to) and country not in ("KZ", "RU")
    return None if doubtful and way.between_kz_ru else False


def is_foreign_truck_to_kazakhstan(way: Way) -> bool:
    """Whether a truck that is not Kazakh brings goods loaded outside the European Union into Kazakhstan."""
    return way.delivered_to == "KZ" and way.truck != "KZ" and way.loaded_in not in EU


def may_be_transit(way: Way) -> bool:
    """Whether customs transit is the procedure, or none is stated."""
    return way.procedure is _TRANSIT or way.procedure is None


def lacks_seal_certificate(way: Way) -> bool | None:
    """Whether goods under customs transit lie on a vehicle without its certificate."""
    stated = way.has_seal_certificate
    if way.procedure is not _TRANSIT or stated:
        return False
    return True if stated is False else None


def is_into_union(way: Way) -> bool:
    """Whether goods for trade come into the Union from outside."""
    return way.enters_union and not way.personal


def need_conformity(goods: tuple[Goods, ...], _: Way, __: Codes) -> bool | None:
    """Whether a line needs a certificate or declaration of conformity."""
    known = True
    for line in goods:
        if line.conformity_required:
            return True
        known = known and line.conformity_required is not None
    return False if known else None


def are_union_goods(goods: tuple[Goods, ...], _: Way, __: Codes) -> bool | None:
    """Whether a line has Union status."""
    known = True
    for line in goods:
        if line.status is _UNION:
            return True
        known = known and line.status is not None
    return False if known else None


def are_listed(goods: tuple[Goods, ...], _: Way, codes: Codes) -> bool | None:
    """Whether a line lies under the codes."""
    known = True
    for line in goods:
        if line.code is None:
            known = False
        elif codes.cover(line.code):
            return True
    return False if known else None


def are_listed_and_open(goods: tuple[Goods, ...], way: Way, codes: Codes) -> bool | None:
    """Whether a line lies under codes that leave the need open."""
    return None if are_listed(goods, way, codes) else False


def are_risky_plants(goods: tuple[Goods, ...], _: Way, plants: Codes) -> bool | None:
    """Whether a line is of high phytosanitary risk; plants may be."""
    doubtful = False
    for line in goods:
        if line.phyto_high_risk:
            return True
        if line.phyto_high_risk is None and line.code is not None:
            doubtful = doubtful or plants.cover(line.code)
    return None if doubtful else False


def are_under_transit(goods: tuple[Goods, ...], way: Way, _: Codes) -> bool | None:
    """Whether the goods are under customs transit; foreign goods of no stated procedure may be."""
    if way.procedure is _TRANSIT:
        return True
    return None if any(g.status is _FOREIGN for g in goods) else False


def may_be_reloaded(goods: tuple[Goods, ...], _: Way, __: Codes) -> bool | None:
    """Whether goods of the European Union may have come on another truck."""
    return None if any(g.origin in EU for g in goods) else False
