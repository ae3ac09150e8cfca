"""DATEX II v3 (CEN 16157): a bulletin as a situation publication, which road operators and navigation take.

Each direction is a situation with one record `AbnormalTraffic`. DATEX has room for one number where a
bulletin holds a range: the most stands there, and the range is told in a comment. What is not known is
left out, never zero; a promised wait is never written as a delay. An empty queue is told as zero vehicles
without a type of abnormal traffic. Simulated queues have the information status `test`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from otkel.facts.readings import Quantity
from otkel.feeds.bulletin import Bulletin, Figure, Place, Situation, Standing, Trend
from otkel.feeds.bulletin_plain import instant
from otkel.phrases import Phrase

VERSION = "3"
_SPACES = {
    "d2": "http://datex2.eu/schema/3/d2Payload",
    "com": "http://datex2.eu/schema/3/common",
    "sit": "http://datex2.eu/schema/3/situation",
    "loc": "http://datex2.eu/schema/3/locationReferencing",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_TREND = {
    Trend.GROWING: "trafficBuildingUp",
    Trend.STEADY: "trafficStable",
    Trend.SHRINKING: "trafficEasing",
}
_LONGEST = 1024  # characters of a text, by the schema
# XML 1.0 has no way at all to write these.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Say = Callable[[Phrase], str]


def write_datex2(bulletin: Bulletin, say: Say, language: str) -> bytes:
    """Give a bulletin as DATEX II, its comments said in a language.

    A direction of which nothing is known is left out.
    """
    for prefix, space in _SPACES.items():
        register_namespace(prefix, space)
    root = Element(_name("d2:payload"))
    # The value of xsi:type is text to the writer, and both its prefixes are used by names below.
    root.set(_name("xsi:type"), "sit:SituationPublication")
    root.set("lang", language)
    root.set("modelBaseVersion", VERSION)
    _add(root, "com:publicationTime", instant(bulletin.made_us))
    creator = _add(root, "com:publicationCreator")
    _add(creator, "com:country", _country(bulletin))
    _add(creator, "com:nationalIdentifier", bulletin.publisher)
    for one in bulletin.situations:
        if one.standing is not None or any(each.low is not None for each in one.figures):
            _situation(root, one, bulletin, say, language)
    _declare(root)
    indent(root)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _declare(root: Element) -> None:
    """Declare the prefixes that occur only within values, where the writer does not see them."""
    used = {one.tag.partition("}")[0][1:] for one in root.iter()}
    for prefix in ("sit", "loc"):
        if _SPACES[prefix] not in used:
            root.set(f"xmlns:{prefix}", _SPACES[prefix])


def _situation(root: Element, one: Situation, bulletin: Bulletin, say: Say, language: str) -> None:
    key = f"{one.place.slug}-{one.towards or 'any'}"
    situation = _add(root, "sit:situation", id=key)
    header = _add(situation, "sit:headerInformation")
    _add(header, "com:informationStatus", "test" if bulletin.simulated else "real")
    made = instant(bulletin.made_us)
    record = _add(
        situation, "sit:situationRecord", id=f"{key}-queue", version=str(bulletin.made_us // 1_000_000)
    )
    record.set(_name("xsi:type"), "sit:AbnormalTraffic")
    seen_us = [each.observed_us for each in one.figures if each.low is not None] or [bulletin.made_us]
    _add(record, "sit:situationRecordCreationTime", instant(min(seen_us)))
    _add(record, "sit:situationRecordObservationTime", instant(max(seen_us)))
    _add(record, "sit:situationRecordVersionTime", made)
    _add(record, "sit:probabilityOfOccurrence", "certain" if _is_own(one) else "probable")
    _validity(record, instant(min(seen_us)), instant(bulletin.made_us + bulletin.valid_min * 60_000_000))
    _impact(record, one)
    _cause(record, one, language)
    for note in one.notes:
        comment = _add(record, "sit:generalPublicComment")
        _said(_add(comment, "sit:comment"), say(note), language)
    _where(record, one.place, language)
    _traffic(record, one)


def _is_own(one: Situation) -> bool:
    """Whether the queue's own record stands behind it, and not only what others say."""
    return one.standing is not None


def _validity(record: Element, start: str, end: str) -> None:
    validity = _add(record, "sit:validity")
    _add(validity, "com:validityStatus", "active")
    span = _add(validity, "com:validityTimeSpecification")
    _add(span, "com:overallStartTime", start)
    _add(span, "com:overallEndTime", end)


def _impact(record: Element, one: Situation) -> None:
    lanes, wait = one.find(Quantity.LANES_OPEN), one.find(Quantity.PHYSICAL_WAIT)
    if lanes is None and wait is None:
        return
    impact = _add(record, "sit:impact")
    if lanes is not None:
        _add(impact, "sit:numberOfOperationalLanes", _whole(lanes))
    if wait is not None:
        delays = _add(impact, "sit:delays")
        _add(delays, "sit:delayTimeValue", _whole(wait, 60.0))


def _cause(record: Element, one: Situation, language: str) -> None:
    """Name a cause only where one is recorded: something at the post is paused or closed."""
    if one.standing in (None, Standing.OPEN) and not one.stopped:
        return
    cause = _add(record, "sit:cause")
    if one.stopped:
        _said(_add(cause, "sit:causeDescription"), "; ".join(one.stopped), language)
    _add(cause, "sit:causeType", "problemsAtBorderPost")


def _where(record: Element, place: Place, language: str) -> None:
    """Point to the place by coordinates, or name it where nobody knows them."""
    where = _add(record, "sit:locationReference")
    if place.lat is None or place.lon is None:
        where.set(_name("xsi:type"), "loc:AreaLocation")
        area = _add(where, "loc:namedArea")
        _said(_add(area, "loc:areaName"), place.name, language)
        return
    where.set(_name("xsi:type"), "loc:PointLocation")
    at = _add(_add(where, "loc:pointByCoordinates"), "loc:pointCoordinates")
    _add(at, "loc:latitude", f"{place.lat:g}")
    _add(at, "loc:longitude", f"{place.lon:g}")


def _traffic(record: Element, one: Situation) -> None:
    waiting, length = one.find(Quantity.VEHICLES_WAITING), one.find(Quantity.QUEUE_LENGTH)
    wait = one.find(Quantity.PHYSICAL_WAIT)
    if any(each is not None and each.high for each in (waiting, length, wait)):
        _add(record, "sit:abnormalTrafficType", "queuingTraffic")
    if waiting is not None:
        _add(record, "sit:numberOfVehiclesWaiting", _whole(waiting))
    if length is not None:
        _add(record, "sit:queueLength", _whole(length, 1000.0))
    if one.trend is not None:
        _add(record, "sit:trafficTrendType", _TREND[one.trend])


def _whole(figure: Figure, factor: float = 1.0) -> str:
    most = figure.high if figure.high is not None else figure.low
    assert most is not None  # `find` gives known figures only
    return str(round(most * factor))


def _country(bulletin: Bulletin) -> str:
    """Give the state whose publication it is: that of the first point, where any is known."""
    for one in bulletin.situations:
        if one.place.countries:
            return one.place.countries[0].lower()
    return "kz"


def _said(parent: Element, text: str, language: str) -> None:
    _add(_add(parent, "com:values"), "com:value", text, lang=language)


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    given = {key: clean(value) for key, value in attributes.items()}
    made = SubElement(parent, _name(name), given)
    if text is not None:
        made.text = clean(text)
    return made


def clean(text: str) -> str:
    """Give a text without what XML cannot hold, no longer than the schema lets it be."""
    return _NO_XML.sub(" ", text)[:_LONGEST]


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"
