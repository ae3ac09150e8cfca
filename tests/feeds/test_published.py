"""Published pages of queues: each source's traps, each as a test. Samples are invented, their form is not."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import InputError, Mistake
from otkel.facts.readings import Quantity, Reading, Seen
from otkel.feeds.kinds import KINDS, get_kind, get_reader
from tests.feeds import registers

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
NOW_US = round(NOW.timestamp() * 1e6)
WAIT, PROMISE, COUNT = Quantity.PHYSICAL_WAIT, Quantity.PROMISED_WAIT, Quantity.VEHICLES_WAITING


def read(kind, data, at_us=NOW_US):
    data = json.dumps(data) if isinstance(data, dict | list) else data
    data = data.encode() if isinstance(data, str) else data
    return list(get_reader(get_kind(kind))(data, name="page", received_us=at_us))


def figures(pieces):
    return [(one.point, one.vehicles, one.quantity, one.seen, one.value) for one in pieces]


def at(*parts):
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1e6)


# -- eCherha ------------------------------------------------------------------------------------


def queue(**changed):
    usual = {
        "id": 1, "title": "Ягодин – Дорогуськ (для вантажівок ≥ 7,5 тонн)", "for_vehicle_type": 1,
        "queue_flow": 1, "is_paused": False, "wait_time": 7200, "vehicle_in_active_queues_counts": 90,
    }  # fmt: skip
    return {**usual, **changed}


def test_echerha_gives_promises_in_minutes_from_seconds():
    found = read("echerha", {"data": [queue()]})
    place = "ua-pl.dorohusk", "truck.from_7_5_t"
    assert figures(found) == [(*place, PROMISE, Seen.KNOWN, 120.0), (*place, COUNT, Seen.KNOWN, 90.0)]
    assert {(one.towards, one.observed_us) for one in found} == {("PL", NOW_US)}


def test_echerha_keeps_the_figures_of_a_paused_queue():
    found = read("echerha", {"data": [queue(is_paused=True)]})
    assert {(one.seen, one.value) for one in found} == {(Seen.PAUSED, 120.0), (Seen.PAUSED, 90.0)}


def test_echerha_has_no_wait_for_buses_by_slot_which_is_no_zero():
    bus = queue(title="Шегині – Медика. Автобуси", for_vehicle_type=2, wait_time=None)
    wait, _ = read("echerha", {"data": [bus]})
    assert (wait.vehicles, wait.seen, wait.value) == ("bus", Seen.UNKNOWN, None)


@pytest.mark.parametrize(
    ("title", "vehicles"),
    [
        ("Устилуг – Зосин (порожні ≥ 7,5 т)", "truck.empty"),
        ("Краківець – Корчова. Товари 1-24 групи УКТЗЕД", "truck.food"),
        ("Грушів – Будомєж (≤ 7,5 т)", "truck.to_7_5_t"), ("Рава-Руська – Хребенне", "truck"),
    ],
)  # fmt: skip
def test_echerha_parts_a_crossing_by_its_title_alone(title, vehicles):
    assert {one.vehicles for one in read("echerha", {"data": [queue(title=title)]})} == {vehicles}


def test_echerha_sets_aside_what_it_cannot_read_and_reads_the_rest():
    rows = [
        queue(title="Чоп – Захонь"), queue(wait_time="soon"), queue(wait_time=-5), queue(title=None), 7,
        queue(),
    ]  # fmt: skip
    found = read("echerha", {"data": rows})
    wrong = [one for one in found if isinstance(one, Mistake)]
    assert [(one.where.row, one.where.field) for one in wrong] == [
        (1, "title"), (2, "wait_time"), (3, "wait_time"), (4, "data"), (5, "data"),
    ]  # fmt: skip
    assert len(found) - len(wrong) == 4


def test_a_log_of_echerha_says_what_the_page_did():
    log = (
        "scraped_utc,crossing_id,crossing_name,echerha_id,vehicle_class,queue_flow,is_paused,virtual_wait_s,"
        "vehicles_waiting,free_slots\n"
        "2026-06-15T16:12:00.000000,budomierz,Budomierz,88,truck_le_7_5t,1,1,8640,14,\n"
        "2026-06-15T16:12:00.000000,medyka,Medyka,24,bus,2,0,,3,5\n"
        "2027-06-15T16:12:00.000000,medyka,Medyka,24,bus,2,0,,3,5\n"
        "2026-06-15T16:12:00.000000,nowhere,Nowhere,24,bus,2,0,,3,5\n"
    )
    found = read("echerha", log)
    assert figures(found[:4]) == [
        ("ua-pl.budomierz", "truck.to_7_5_t", PROMISE, Seen.PAUSED, 144.0),
        ("ua-pl.budomierz", "truck.to_7_5_t", COUNT, Seen.PAUSED, 14.0),
        ("ua-pl.medyka", "bus", PROMISE, Seen.UNKNOWN, None), ("ua-pl.medyka", "bus", COUNT, Seen.KNOWN, 3.0),
    ]  # fmt: skip
    assert found[0].observed_us == at(2026, 6, 15, 16, 12)
    assert [one.where.field for one in found[4:]] == ["scraped_utc", "crossing_id"]


# -- the border guard's map ---------------------------------------------------------------------


def option(name="Ягодин - Дорогуськ", busy=None, created="2026-06-17 18:42:36", **more):
    busy = busy or (
        "Кількість легкових авто перед ППр: 45 &lt;br&gt; Швидкість оформлення легкових авто: 58 авто/год "
        "&lt;br&gt; Кількість вантажних авто перед ППр: 2251"
    )
    given = {
        "data-country": "poland", "data-type": "car", "data-state": "відкритий", "data-created_at": created,
        "data-state_of_busy": busy, "value": name, **more,
    }  # fmt: skip
    attributes = " ".join(f'{key}="{value}"' for key, value in given.items())
    return f"<html><select id=by_name><option {attributes}>{name}</option></select></html>"


def test_the_map_gives_trucks_from_the_middle_of_a_sentence_at_the_time_of_kyiv():
    found = read("dpsu", option())
    assert figures(found) == [
        ("ua-pl.dorohusk", "truck", COUNT, Seen.KNOWN, 2251.0),
        ("ua-pl.dorohusk", "car", COUNT, Seen.KNOWN, 45.0),
        ("ua-pl.dorohusk", "car", Quantity.PASSED_PER_H, Seen.KNOWN, 58.0),
    ]  # fmt: skip
    assert {one.observed_us for one in found} == {at(2026, 6, 17, 15, 42, 36)}


def test_a_sentence_instead_of_a_number_is_unknown():
    busy = "легкових авто перед ППр: Пропуск тимчасово не здійснюється; вантажних авто перед ППр: 7"
    found = read("dpsu", option(busy=busy))
    assert [(one.vehicles, one.seen, one.value) for one in found] == [
        ("truck", Seen.KNOWN, 7.0), ("car", Seen.UNKNOWN, None), ("car", Seen.UNKNOWN, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Устилуг - Зосін", "zosin"), ("Рава-Руська автомобільний", "hrebenne"),
        ("Нижанковичі-Мальховіце", "malhowice"), ("  шегині  -  МЕДИКА ", "medyka"),
    ],
)  # fmt: skip
def test_every_spelling_of_a_name_is_known(name, slug):
    assert {one.point for one in read("dpsu", option(name))} == {f"ua-pl.{slug}"}


def test_a_closed_post_has_no_count():
    found = read("dpsu", option(**{"data-state": "закритий"}))
    assert {(one.seen, one.value) for one in found} == {(Seen.CLOSED, None)}


def test_what_is_no_road_to_poland_or_has_no_time_is_set_aside():
    page = option("Лудин (пункт контролю)") + option(created="") + option(created="2027-01-01 10:00:00")
    found = read("dpsu", page)
    assert [one.where.field for one in found] == ["value", "data-created_at", "data-created_at"]


# -- granica ------------------------------------------------------------------------------------


def soap(wait="2:30", name="Dorohusk"):
    return (
        "<?xml version='1.0' encoding='utf-8'?><s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>"
        "<s:Body><getCzasyWszystkoResponse xmlns='x'><czas><nazwa_przejscia>" + name + "</nazwa_przejscia>"
        f"<data>2026-6-30</data><godz>14</godz><czas_ciezarowe_wyjazd>{wait}</czas_ciezarowe_wyjazd>"
        "<czas_osobowe_wjazd>0:00</czas_osobowe_wjazd></czas></getCzasyWszystkoResponse></s:Body></s:Envelope>"
    )


def test_granica_gives_waits_that_were_seen():
    found = read("granica", soap())
    assert figures(found) == [
        ("ua-pl.dorohusk", "truck", WAIT, Seen.KNOWN, 150.0),
        ("ua-pl.dorohusk", "car", WAIT, Seen.KNOWN, 0.0),
    ]  # fmt: skip
    assert [one.towards for one in found] == ["UA", "PL"]
    assert {one.observed_us for one in found} == {at(2026, 6, 30, 12)}


def test_a_dash_is_unknown_and_zero_is_zero_and_hours_pass_a_day():
    assert [(one.seen, one.value) for one in read("granica", soap("-"))] == [
        (Seen.UNKNOWN, None), (Seen.KNOWN, 0.0),
    ]  # fmt: skip
    assert read("granica", soap("52:00"))[0].value == 3120.0
    assert isinstance(read("granica", soap("soon"))[0], Mistake)


def test_hostile_xml_is_refused():
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + soap().partition("?>")[2]
    for page in (bomb, "<a>" * 5_000, soap()[:200], "<a/>", "<a xmlns:x='y'><x:b>&c;</x:b></a>"):
        with pytest.raises(InputError):
            read("granica", page)


# -- Belarus ------------------------------------------------------------------------------------


def truck(status, came="08:00:00 01.07.2026", changed="14:30:00 01.07.2026"):
    return {
        "regnum": "AB12345", "status": status, "order_id": None, "registration_date": came,
        "changed_date": changed,
    }  # fmt: skip


def test_belarus_gives_counts_and_waits_and_lets_plates_go():
    page = {
        "info": {"name": "Каменный Лог"}, "truckLastHour": 12,
        "truckLiveQueue": [truck(2), truck(2), truck(1), truck(3), truck(3, "12:30:00 01.07.2026"), truck(9)],
        "truckPriority": [],
    }  # fmt: skip
    found = read("belarus", page)
    point = "by.kamennyy-log"
    assert figures(found) == [
        (point, "truck", Quantity.PASSED_PER_H, Seen.KNOWN, 12), (point, "truck", COUNT, Seen.KNOWN, 2.0),
        (point, "truck", WAIT, Seen.KNOWN, 255.0), (point, "truck.priority", COUNT, Seen.KNOWN, 0.0),
    ]  # fmt: skip
    assert "AB12345" not in repr(found)


def test_a_truck_that_was_never_seen_waiting_counts_for_no_wait():
    page = {
        "info": {"name": "Брузги"},
        "truckLiveQueue": [truck(3, came=""), truck(3, changed="08:00:00 30.06.2026"), truck("x"), None],
    }
    found = read("belarus", page)
    assert [type(one) for one in found] == [Mistake, Mistake, Reading]
    assert found[-1].value == 0.0


# -- the United States --------------------------------------------------------------------------


def port(delay="15", status="delay", time="At 2:00 pm PDT", lanes="3", **changed):
    lane = {
        "update_time": time, "operational_status": status, "delay_minutes": delay, "lanes_open": lanes,
    }  # fmt: skip
    usual = {
        "port_number": "250401", "date": "06/30/2026", "port_status": "Open",
        "commercial_vehicle_lanes": {"maximum_lanes": "10", "standard_lanes": lane},
    }  # fmt: skip
    return {**usual, **changed}


@pytest.mark.parametrize(
    ("given", "seen", "value"),
    [
        ({}, Seen.KNOWN, 15.0), ({"delay": "", "status": "Update Pending"}, Seen.UNKNOWN, None),
        ({"delay": "", "status": "no delay"}, Seen.KNOWN, 0.0), ({"delay": "0"}, Seen.KNOWN, 0.0),
        ({"delay": "", "status": "Lanes Closed"}, Seen.CLOSED, None),
        ({"port_status": "Closed"}, Seen.CLOSED, None),
    ],
)  # fmt: skip
def test_cbp_tells_unknown_closed_and_zero_apart(given, seen, value):
    wait = read("cbp", [port(**given)])[0]
    assert (wait.point, wait.seen, wait.value) == ("us.250401", seen, value)


@pytest.mark.parametrize(
    ("time", "instant"),
    [
        ("At 2:00 pm PDT", at(2026, 6, 30, 21)), ("At Noon PST", at(2026, 6, 30, 20)),
        ("At 12:05 am EDT", at(2026, 6, 30, 4, 5)), ("At Midnight CST", at(2026, 6, 30, 6)),
        ("", NOW_US), ("At 25:00 pm PDT", NOW_US), ("At 2:00 pm XYZ", NOW_US),
    ],
)  # fmt: skip
def test_cbp_writes_its_time_in_words(time, instant):
    assert read("cbp", [port(time=time)])[0].observed_us == instant


def test_cbp_sets_aside_what_is_no_figure():
    found = read("cbp", [port(delay="soon"), {"port_number": 7}, None, port()])
    assert [type(one) is Mistake for one in found] == [True, False, True, True, False, False]


# -- all of them --------------------------------------------------------------------------------

PAGES = {
    "echerha": {"data": [queue()]}, "dpsu": option(), "granica": soap(),
    "belarus": {"info": {"name": "Брузги"}, "truckLiveQueue": [truck(2)]}, "cbp": [port()],
    "cargoruqsat": registers.page().decode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(PAGES))
def test_a_page_that_is_cut_off_or_something_else_is_refused(kind):
    whole = PAGES[kind] if isinstance(PAGES[kind], str) else json.dumps(PAGES[kind])
    for page in (
        whole[: len(whole) // 2] if kind != "dpsu" else "<html><option",
        "",
        "{}",
        "[1",
        "[" * 100_000,
    ):
        with pytest.raises(InputError):
            read(kind, page)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PAGES)), st.binary(max_size=60), st.integers(0, 400))
def test_no_bytes_break_a_reader(kind, noise, place):
    whole = (PAGES[kind] if isinstance(PAGES[kind], str) else json.dumps(PAGES[kind])).encode()
    try:
        found = read(kind, whole[:place] + noise + whole[place + len(noise) :])
    except InputError:
        return
    assert all(isinstance(one, Reading | Mistake) for one in found)


def spoilt(tree, other):
    """Give the tree again and again, each time with another one of its parts replaced."""
    yield other
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in items:
        for each in spoilt(part, other):
            changed = tree.copy()
            changed[key] = each
            yield changed


@pytest.mark.parametrize("kind", [kind for kind in sorted(PAGES) if not isinstance(PAGES[kind], str)])
@pytest.mark.parametrize(
    "other", [None, True, -1, 1e308, 10**30, "", "x" * 5000, "\ud800", [], [[]], {}, {"": {}}], ids=repr
)
def test_no_wrong_type_anywhere_breaks_a_reader(kind, other):
    for tree in spoilt(PAGES[kind], other):
        try:
            found = read(kind, json.dumps(tree))
        except InputError:
            continue
        for one in found:
            assert isinstance(one, Reading | Mistake)
            assert len(str(one)) < 2_000  # what is set aside never holds what stood there


def test_every_kind_has_a_reader_and_a_file_that_is_not_there_is_told():
    for kind in KINDS:
        with pytest.raises(InputError):
            list(get_reader(kind)(Path("absent.json"), name="absent.json", received_us=NOW_US))
