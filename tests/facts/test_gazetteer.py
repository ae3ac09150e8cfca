"""Crossing points: the facts, and finding one by whatever name a person uses."""

import csv
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from otkel.errors import UnknownNameError
from otkel.facts.gazetteer import Status, find_leg, find_point, get_point, list_points

TABLES = Path(__file__).parents[3] / "shared" / "data" / "crossings"


def table(name):
    path = TABLES / name
    if not path.exists():
        pytest.skip("the table of crossings is not here")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_thirty_points_at_this_border_and_twenty_elsewhere():
    assert len(list_points()) == 50
    assert len(list_points("KZ-RU")) == 30
    assert len({p.slug for p in list_points()}) == 50


@pytest.mark.parametrize(
    ("border", "count"),
    [("KZ-CN", 5), ("KZ-KG", 7), ("KG-CN", 2), ("RU-CN", 3), ("RU-MN", 3), ("ru-kz", 30), ("KZ-UZ", 0)],
)
def test_a_border_is_named_in_either_order(border, count):
    assert len(list_points(border)) == count
    assert list_points(border) == list_points("-".join(reversed(border.split("-"))))


def test_points_agree_with_the_table_of_this_border():
    rows = table("kz_ru_crossings.csv")
    for row, point in zip(rows, list_points("KZ-RU"), strict=True):
        kz, ru = point.sides
        assert (kz.name, kz.name_ru, kz.name_kk) == (row["kz_name"], row["kz_name_ru"], row["kz_name_kk"])
        assert (ru.name, ru.name_ru) == (row["other_name"], row["other_name_ru"])
        assert (kz.region, ru.region, point.status) == (row["kz_region"], row["other_region"], row["status"])
        assert [str(x or "") for x in (point.lat, point.lon)] == [row["lat"], row["lon"]]
        if point.equeue_since:
            assert str(point.equeue_since) == row["kz_equeue_since"]


def test_points_agree_with_the_table_of_other_borders():
    rows = table("other_crossings.csv")
    others = [p for p in list_points() if p.border != "KZ-RU"]
    for row, point in zip(rows, others, strict=True):
        a, b = point.sides
        assert point.border == row["border"]
        assert (a.name, a.name_ru, b.name) == (row["name_a"], row["name_a_ru"], row["name_b"])
        assert row["name_b_ru"] in (b.name_ru, "")
        assert (a.region, b.region) == (row["region_a"], row["region_b"])
        assert [str(x or "") for x in (point.lat, point.lon)] == [row["lat"], row["lon"]]


@pytest.mark.parametrize("point", list_points(), ids=lambda p: p.slug)
def test_every_point_has_names_in_three_scripts_and_a_zone(point):
    assert all(point.names)
    assert len(point.names) == 6
    assert point.slug.replace("-", "").isascii()
    assert point.slug == point.slug.lower()
    assert ZoneInfo(point.zone)
    assert (point.lat is None) == (point.lon is None) == (point.coordinate_note == "not found")


def test_the_facts_of_syrym():
    point = get_point("syrym")
    assert point.countries == ("KZ", "RU")
    assert point.border == "KZ-RU"
    assert point.names == ("Syrym", "Сырым", "Сырым", "Mashtakovo", "Маштаково", "Маштаково")
    assert point.status is Status.MULTILATERAL
    assert (point.lat, point.lon, point.zone) == (51.672, 51.103, "Asia/Oral")
    assert point.equeue_since == date(2025, 5, 19)


@pytest.mark.parametrize(
    ("slug", "zone"),
    [
        ("kurmangazy", "Asia/Atyrau"),
        ("zhaisan", "Asia/Aqtobe"),
        ("kairak", "Asia/Qostanay"),
        ("bidaik", "Asia/Almaty"),
        ("torugart", "Asia/Bishkek"),
        ("zabaikalsk", "Asia/Chita"),
        ("blagoveshchensk", "Asia/Yakutsk"),
        ("pogranichny", "Asia/Vladivostok"),
        ("kyakhta", "Asia/Irkutsk"),
        ("tashanta", "Asia/Barnaul"),
    ],
)
def test_the_zone_is_that_of_the_first_side(slug, zone):
    assert get_point(slug).zone == zone


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("syrym", "syrym"),
        ("  SYRYM ", "syrym"),
        ("Маштаково", "syrym"),
        ("сырым/маштаково", "syrym"),
        ("Syrym – Mashtakovo", "syrym"),
        ("Syrym - Mashtakovo", "syrym"),
        ("Жаңа жол", "zhana-zhol"),
        ("ҚАЙРАҚ", "kairak"),
        ("bugristoye", "kairak"),
        ("Тёплое", "shagan"),
        ("Теплое", "shagan"),
        ("Zhana Zhol", "zhana-zhol"),
        ("zhana_zhol", "zhana-zhol"),
        ("Қорғас", "nur-zholy"),
        ("Khorgos", "nur-zholy"),
        ("Достық", "dostyk"),
        ("Alakol", "dostyk"),
        ("ак-жол", "korday"),
        ("Pavlovka", "kosak"),
        ("Pavlovka (Slavgorod)", "naiza"),
        ("Irkeshtam (CN)", "irkeshtam"),
    ],
)
def test_a_point_is_found_by_any_name(text, slug):
    point = find_point(text)
    assert point is not None
    assert point.slug == slug


@pytest.mark.parametrize("point", list_points(), ids=lambda p: p.slug)
def test_every_name_leads_to_its_point(point):
    for name in (point.slug, *point.names, *point.aliases):
        assert find_point(name.upper()) is point


@pytest.mark.parametrize("text", ["", "Moscow", "Syrym/Kairak", "Syrym/nowhere", "/"])
def test_an_unknown_name_finds_nothing(text):
    assert find_point(text) is None


def test_an_unknown_slug_is_a_mistake_that_says_what_to_do():
    with pytest.raises(UnknownNameError) as caught:
        get_point("Mashtakovo")
    assert caught.value.mistake.what.values == {"name": "Mashtakovo"}
    assert caught.value.mistake.do.text == "see the crossing points with: otkel points"


@pytest.mark.parametrize(
    ("route", "slug", "leg"),
    [
        (("KZ", "RU"), "syrym", ("KZ", "RU")),
        (("RU", "KZ"), "syrym", ("RU", "KZ")),
        (("CN", "KZ", "RU"), "nur-zholy", ("CN", "KZ")),
        (("KG", "KZ", "RU"), "kairak", ("KZ", "RU")),
        (("RU", "KZ", "RU"), "kairak", ("RU", "KZ")),
        (("KG", "KZ"), "kairak", None),
        (("KZ", "RU"), "nowhere", None),
        ((), "syrym", None),
    ],
)
def test_the_leg_asked_is_the_first_pair_in_which_the_point_lies(route, slug, leg):
    assert find_leg(route, slug) == leg
