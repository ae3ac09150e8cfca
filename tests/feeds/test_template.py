"""The template can be read as it stands, explains every field, and the reference has not drifted."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from otkel.facts.trip import Trip
from otkel.feeds.fields import fields_of
from otkel.feeds.meanings import HIDDEN, MEANINGS
from otkel.feeds.template import trip_schema, trip_template
from otkel.feeds.trip_file import read_trip
from tools.trip_form import pages

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_the_template_is_a_trip_without_a_mistake_or_notice():
    read = read_trip(trip_template().encode(), "trip.yaml")
    assert read.notices == ()
    assert read.trip.consignments[0].consignee.country == "RU"


def test_the_template_answers_no_question_by_itself():
    trip = read_trip(trip_template().encode(), "trip.yaml").trip
    assert trip.driver.in_register is None
    assert trip.vehicle.unpaid_fines is None
    assert trip.spot[0].qr is None


def test_every_field_of_every_fact_has_a_meaning():
    for struct, meanings in MEANINGS.items():
        assert set(meanings) | (HIDDEN & set(struct.__struct_fields__)) == set(struct.__struct_fields__)
        assert all(meaning.text for meaning in meanings.values())


def test_every_field_stands_in_the_template_under_its_explanation():
    lines = [line.strip().lstrip("# ") for line in trip_template().splitlines()]
    for struct in MEANINGS:
        for name in fields_of(struct):
            assert (
                name == "amount" or name == "currency" or any(line.startswith(f"{name}:") for line in lines)
            )


def test_the_parts_left_out_of_the_template_are_valid_too():
    text = trip_template()
    queue = text[text.index("# queue:") : text.index("# Roubles")]
    part = "\n".join(line.removeprefix("# ") for line in queue.splitlines())
    head = "enters_on: 2026-12-01\nroute: [KZ, RU]\n"
    assert read_trip((head + part).encode(), "t.yaml").trip.queue.active_bookings == 1


@pytest.mark.parametrize("name", pages())
def test_the_reference_has_not_drifted(name):
    assert (REFERENCE / name).read_text(encoding="utf-8") == pages()[name], "run: make generate"


GOOD = {
    "enters_on": "2026-12-01",
    "route": ["KG", "KZ", "RU"],
    "stay_days": 5,
    "driver": {
        "in_register": False,
        "permit": "none",
        "stays": [{"country": "RU", "entered_on": "2026-01-03"}],
    },
    "vehicle": {"max_mass_t": 40.5, "unpaid_fines": "unknown"},
    "consignments": [{"id": "a", "goods": [{"code": "6204", "price": "5 KGS", "excise": None}]}],
    "documents": [{"kind": "cmr", "codes": ["6204"]}],
    "rates_rub": {"KGS": 0.95},
}


def test_the_schema_is_one_and_allows_what_is_read():
    schema = trip_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(GOOD, schema)
    assert read_trip(json.dumps(GOOD).encode(), "t.json").trip.stay_days == 5


def test_the_schema_allows_the_template():
    jsonschema.validate(yaml.load(trip_template(), yaml.BaseLoader) | {"rates_rub": {}}, _without_empties())


def _without_empties():
    """An empty YAML value is nothing, but the plain loader gives an empty text: allow that here."""
    text = json.dumps(trip_schema()).replace('"type": "null"', '"enum": [null, ""]')
    return json.loads(text)


@pytest.mark.parametrize(
    "change",
    [
        {"enters_on": None},
        {"rout": ["KZ", "RU"]},
        {"driver": {"in_register": "perhaps"}},
        {"documents": [{"kind": "crm"}]},
        {"consignments": [{"goods": []}]},
        {"consignments": [{"id": "a", "goods": [{"code": 6204}]}]},
        {"stay_days": 1.5},
    ],
)
def test_the_schema_refuses_what_is_refused(change):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(GOOD | change, trip_schema())


def test_the_schema_explains_its_fields():
    route = trip_schema()["$defs"]["Trip"]["properties"]["route"]
    assert route["description"] == "Countries in order, loading first, unloading last (must be there)"
    assert fields_of(Trip)["route"].required
