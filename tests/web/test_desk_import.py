"""Beside another system: its acts are taken once and in their times; where its order differs is shown."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otkel.app.site.desk.shadow import compare
from otkel.errors import Mistake
from otkel.feeds.acts import ACTS, ActLine, read_acts
from tests.web.desk_site import DESK, POINT, opened_post
from tests.web.site import token

HEAD = "время;действие;госномер;страна;этап;полоса"


@pytest.fixture
def desk(tmp_path):
    with opened_post(tmp_path, mode="shadow") as found:
        yield found


def at(desk, minutes_ago):
    """Give a time by the clock of the point, as another system writes it."""
    when = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return when.astimezone(ZoneInfo(desk.house.desk(POINT).zone)).strftime("%d.%m.%Y %H:%M:%S")


def day(desk, start=50):
    """Give a list in which truck two is taken on before truck one, which came before it."""
    return "\n".join(
        (
            HEAD,
            f"{at(desk, start)};прибыл;001 ABC 02;KZ;;",
            f"{at(desk, start - 5)};прибыл;002 ABC 02;KZ;;",
            f"{at(desk, start - 20)};принят;002 ABC 02;KZ;выездной контроль;1",
            f"{at(desk, start - 25)};выпущен;002 ABC 02;KZ;выезд;1",
            f"{at(desk, start - 30)};принят;001 ABC 02;KZ;выезд;2",
            f"{at(desk, start - 30)};улетел;003 ABC 02;KZ;;",
        )
    )


def send(desk, name, data, kind="acts"):
    client = desk.browser(name)
    return client, client.post(
        f"{DESK}/import?towards=RU", data={"csrf": token(client), "kind": kind},
        files={"file": ("name.csv", data, "text/csv")}, follow_redirects=False,
    )  # fmt: skip


def test_a_list_is_taken_with_its_times_and_told(desk):
    client, answer = send(desk, "queue", day(desk).encode())
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["location"]).text
    assert "This act is not known" in page
    events = [one for one in desk.house.ledger.store.read_stream(f"point/{POINT}") if one.passage is not None]
    assert [one.word for one in events] == [
        "arrived", "arrived", "exit_started", "exit_cleared", "exit_started",
    ]  # fmt: skip
    assert {one.recorded_by for one in events} == {"queue"}
    assert {one.body.witness for one in events} == {"imported"}
    assert events[0].recorded_us - events[0].occurred_us > 45 * 60_000_000


def test_a_list_that_is_sent_again_records_nothing(desk):
    data = day(desk).encode()
    for taken, repeated in ((5, 0), (0, 5)):
        send(desk, "queue", data)
        run = desk.house.readings.list_runs(1)[0]
        assert (run.taken, run.repeated, run.rejected) == (taken, repeated, 1)


def test_where_their_order_differs_is_shown(desk):
    client, _ = send(desk, "queue", day(desk).encode())
    found = compare(desk.house, POINT, "RU")
    assert (found.taken, found.in_order, found.passed_over_most) == (2, 1, 1)
    (differs,) = found.rows
    page = client.get(f"{DESK}/import?towards=RU").text
    assert f"/truck/{differs.passage}?" in page
    assert "001 ABC 02" not in page
    assert "002 ABC 02" not in page


def test_who_lacked_something_was_not_passed_over(desk):
    desk.come(1)
    desk.ask("ready", passage=1, readiness="lacking", missing=["documents.cmr"])
    desk.come(2)
    desk.ask("start", passage=2, stage="exit_control")
    assert compare(desk.house, POINT, "RU").in_order == 1


def test_no_plate_of_a_list_stands_in_the_record(desk):
    send(desk, "queue", day(desk).encode())
    rows = b"".join(row for _, row in desk.house.ledger.store.read_rows())
    assert b"ABC" not in rows
    assert not any("ABC" in one.file for one in desk.house.readings.list_runs(9))


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\xff" * 50, b"a;b;c\n1;2;3\n", b"PK\x03\x04broken", b"<html><script>", b"at;act;plate\n"],
)
@pytest.mark.parametrize("kind", ["acts", "cargoruqsat", "../../etc/passwd"])
def test_a_file_that_is_no_list_is_told(desk, data, kind):
    before = desk.words()
    _, answer = send(desk, "queue", data, kind)
    assert answer.status_code in (303, 400)
    assert desk.words() == before


def test_who_may_not_import_does_not(desk):
    _, answer = send(desk, "customs-kz", day(desk).encode())
    assert answer.status_code == 403
    assert "arrived" not in desk.words()


def test_a_queue_in_shadow_mode_calls_nobody(desk):
    desk.come(1)
    page = desk.browser("queue").get(DESK).text
    assert "/act/call" not in page
    assert "runs in another system" in page


@pytest.mark.parametrize("word", [word for words in ACTS.values() for word in words])
def test_each_word_for_an_act_is_read(word):
    (line,) = read_acts(f"at,act,plate\n2026-11-29 08:00,{word.upper()},123 ABC 02\n".encode(), "list")
    assert isinstance(line, ActLine)
    assert word in ACTS[line.act]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("2026-11-29 08:00,fly,123 ABC 02,", "act"),
        ("2026-11-29 08:00,arrive,12***02,", "plate"),
        ("2026-11-29 08:00,arrive,,", "plate"),
        ("2026-11-29 08:00,start,123 ABC 02,the moon", "stage"),
    ],
)
def test_a_row_that_cannot_be_read_is_told(row, field):
    (line,) = read_acts(f"at,act,plate,stage\n{row}\n".encode(), "list")
    assert isinstance(line, Mistake)
    assert (line.where.field, line.where.row) == (field, 2)
