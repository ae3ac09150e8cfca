"""DATEX II: what stands in it, and that the official schema takes it.

The schema lies beside the project (`OTKEL_SHARED`), its reader (`xmlschema`) is no dependency: where either
is absent those tests are skipped with a word, and the others still hold names, order and values.
"""

import os
from io import BytesIO
from pathlib import Path

import pytest

from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.facts.readings import Quantity
from otkel.feeds.datex2 import write_datex2
from otkel.feeds.xml_tree import read_xml
from tests.feeds import made_bulletins as made

SCHEMA = Path(os.environ.get("OTKEL_SHARED", "../shared")) / "data/datex2/DATEXII_3_D2Payload.xsd"
ALL = {
    "nothing at all": made.bulletin(),
    "full": made.bulletin(made.full()),
    "empty": made.bulletin(made.empty()),
    "unknown": made.bulletin(made.unknown()),
    "hostile": made.bulletin(made.hostile(), publisher="<&>"),
    "simulated": made.bulletin(made.full(), made.empty(), made.unknown(), made.hostile(), simulated=True),
}


def write(bulletin, language=Language.EN):
    return write_datex2(bulletin, words_for(language).sentence, language.value)


def record_of(situation, **more):
    root = read_xml(write(made.bulletin(situation, **more)), "d.xml")
    return root.find("situation", "situationRecord")


@pytest.fixture(scope="module")
def schema():
    xmlschema = pytest.importorskip("xmlschema", reason="the reader of schemas is not installed: xmlschema")
    if not SCHEMA.is_file():
        pytest.skip("the schema is not beside the project; name its folder in OTKEL_SHARED")
    return xmlschema.XMLSchema(str(SCHEMA), allow="local")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", Language)
def test_the_official_schema_takes_it(schema, name, language):
    errors = [str(one.reason) for one in schema.iter_errors(BytesIO(write(ALL[name], language)))]
    assert errors == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (">420<", ">-1<"),
        ("trafficBuildingUp", "trafficGrows"),
        ("sit:numberOfVehiclesWaiting", "sit:numberOfTrucks"),
        (' lang="en" model', " model"),
    ],
)
def test_the_official_schema_refuses_what_is_spoilt(schema, right, wrong):
    text = write(ALL["full"]).decode()
    assert right in text
    assert not schema.is_valid(BytesIO(text.replace(right, wrong).encode()))


def test_every_figure_stands_in_its_place():
    record = record_of(made.full())
    assert record.text_at("numberOfVehiclesWaiting") == "420"  # the cars are another class
    assert record.text_at("queueLength") == "5000"  # metres; the most of the range
    assert record.text_at("impact", "delays", "delayTimeValue") == "201600"  # seconds; what was seen
    assert record.text_at("impact", "numberOfOperationalLanes") == "2"
    assert record.text_at("trafficTrendType") == "trafficBuildingUp"
    assert record.text_at("abnormalTrafficType") == "queuingTraffic"
    assert record.text_at("cause", "causeType") == "problemsAtBorderPost"
    assert record.text_at("cause", "causeDescription", "values", "value") == "fog"
    assert record.text_at("situationRecordObservationTime") == "2025-11-28T05:50:00Z"
    assert record.text_at("validity", "validityTimeSpecification", "overallEndTime") == "2025-11-28T07:00:00Z"
    point = record.find("locationReference", "pointByCoordinates", "pointCoordinates")
    assert (point.text_at("latitude"), point.text_at("longitude")) == ("51.3", "51.8")


def test_an_empty_queue_is_zero_and_nothing_abnormal():
    record = record_of(made.empty())
    assert record.text_at("numberOfVehiclesWaiting") == "0"
    assert record.find("abnormalTrafficType") is None
    assert record.find("impact") is None
    assert record.find("cause") is None
    assert record.find("trafficTrendType") is None


def test_what_nobody_knows_is_left_out():
    assert record_of(made.unknown()) is None


def test_a_place_without_coordinates_is_named():
    told = made.unknown()
    known = made.Situation(
        place=told.place, towards=None, figures=(made.figure(Quantity.PHYSICAL_WAIT, 5.0),)
    )
    record = record_of(known)
    assert record.text_at("locationReference", "namedArea", "areaName", "values", "value") == "far-away"
    assert record.find("numberOfVehiclesWaiting") is None


def test_hostile_texts_stay_texts():
    record = record_of(made.hostile())
    text = record.text_at("generalPublicComment", "comment", "values", "value")
    assert text.startswith("<a href='x'>&amp; ]]>")
    assert "\x1b" not in text
    assert len(record.text_at("locationReference", "namedArea", "areaName", "values", "value")) <= 1024


@pytest.mark.parametrize(("simulated", "status"), [(True, "test"), (False, "real")])
def test_a_simulated_queue_is_never_called_real(simulated, status):
    root = read_xml(write(made.bulletin(made.full(), simulated=simulated)), "d.xml")
    assert root.text_at("situation", "headerInformation", "informationStatus") == status
