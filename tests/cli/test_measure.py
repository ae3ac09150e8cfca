"""`otkel measure` in an empty folder: each form, each kind of log, and what is refused."""

import csv
import io
import json
from itertools import pairwise

import pytest

from otkel.cli.main import run
from otkel.queueing.log import log_of, save_log, write_log
from tests.queueing.made_passages import START_US
from tests.queueing.test_measures_more import refused_once


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTKEL_LANG", "en")
    save_log(log_of(refused_once().events), tmp_path / "log.parquet")


def asked(capsys, *tokens, status=0):
    assert run(["measure", *tokens]) == status
    return capsys.readouterr()


def numbers(text):
    """Give value, low and high of a CSV by measure, part and statistic."""
    rows = csv.DictReader(io.StringIO(text))
    return {(row["measure"], row["part"], row["statistic"]): row for row in rows}


def test_in_words(capsys):
    out = asked(capsys, "log.parquet").out
    assert "9 events from 2026-08-06" in out
    assert "came 2 = through 1 + back 0 + given up 0 + still inside 1" in out.lower()
    assert "TFI1: time to clear the crossing point: 5.00 h" in out
    assert "a log does not hold what is paid" in out
    assert "0.4 truck-days, 8,194 RUB (4,097 … 12,292)" in out
    assert "trucks still inside" in out  # one of two


def test_as_json(capsys):
    (one,) = json.loads(asked(capsys, "log.parquet", "--json").out)
    assert one["source"] == "log.parquet"
    assert one["measures"]["balance"]["came"] == 2
    assert one["measures"]["corridor"][0]["value"] == 5.0
    assert one["measures"]["ahead_us"] == 5 * 3_600_000_000  # Oral's clock
    assert one["measures"]["release"][0]["hands"] == "queue"


def test_as_csv(capsys):
    found = numbers(asked(capsys, "log.parquet", "--csv").out)
    wait = found["wait", "waiting", "p50"]
    assert (wait["value"], wait["unit"], wait["trucks"]) == ("3600", "s", "1")
    assert found["wait", "waiting", "open"]["value"] == "1"
    assert found["release", "after_refusal", "share"]["value"] == "0.4"
    assert found["carec", "TFI2", "mean"]["value"] == ""
    assert float(found["throughput", "through", "rate"]["value"]) == 0.2
    cost = found["cost", "inside", "sum"]
    assert (cost["value"], cost["low"], cost["high"]) == ("8194", "4097", "12292")


def test_by_hour_and_class(capsys):
    out = asked(capsys, "log.parquet", "--by", "hour", "--by", "class", "--csv", "--ahead", "0").out
    rows = [row for row in csv.DictReader(io.StringIO(out)) if row["measure"] == "throughput"]
    assert {row["class"] for row in rows} == {"o"}
    hours = list(dict.fromkeys(row["hour"] for row in rows))
    assert all(a < b for a, b in pairwise(hours))
    begin_h = START_US % 86_400_000_000 // 3_600_000_000
    assert hours[0] == f"2026-08-06 {begin_h:02d}:00"


@pytest.mark.parametrize("by", [(), ("--by", "hour"), ("--by", "point,class")])
def test_as_a_page_that_stands_alone(capsys, tmp_path, by):
    asked(capsys, "log.parquet", "--html", "--out", "page.html", *by)
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<svg ") >= 1
    assert "Where the time goes" in page
    assert "src=" not in page  # nothing is fetched
    assert "href=" not in page
    assert "<script" not in page


def test_a_hostile_name_stays_text(capsys, tmp_path):
    hostile = log_of(refused_once().events)._replace(points=("<script>alert(1)</script>",))
    save_log(hostile, tmp_path / "=cmd<b>.parquet")
    page = asked(capsys, "=cmd<b>.parquet", "--html").out
    assert "<script" not in page
    assert "<b>" not in page
    out = asked(capsys, "=cmd<b>.parquet", "--csv").out
    assert "\n=cmd" not in out


def test_several_logs_each_alone(capsys, tmp_path):
    write_log(refused_once().events, tmp_path / "parts", batch=3)
    found = json.loads(asked(capsys, "log.parquet", "parts", "--json").out)
    assert [one["source"] for one in found] == ["log.parquet", "parts"]
    assert found[0]["measures"] == found[1]["measures"]


def test_a_simulated_log(capsys):
    assert run(["sim", "run", "syrym-week", "--runs", "1", "--out", "made", "--log"]) == 0
    capsys.readouterr()
    (one,) = json.loads(asked(capsys, "made/log.parquet", "--json", "--by", "point").out)
    assert {row["group"]["point"] for row in one["measures"]["waits"]} == {"syrym", "taskala"}
    balance = one["measures"]["balance"]
    assert balance["came"] == sum(balance[name] for name in ("through", "back", "given_up", "inside")) > 0
    assert one["measures"]["findings"] == []


def test_a_live_ledger(capsys, post):
    post.must("arrive", "--plate", "660 CTA 07", "--towards", "RU", at="08:10")
    capsys.readouterr()
    (one,) = json.loads(asked(capsys, post.db, "--json").out)
    assert one["measures"]["balance"] == {"came": 1, "through": 0, "back": 0, "given_up": 0, "inside": 1}


def test_numbers_of_the_reader(capsys):
    options = (
        "--truck-day",
        "200..250..300",
        "--currency",
        "eur",
        "--section",
        "500,50",
        "--trucks-per-km",
        "40",
    )
    (one,) = json.loads(asked(capsys, "log.parquet", "--json", *options).out)
    cost = one["measures"]["cost"]
    assert (cost["low"], cost["amount"], cost["high"], cost["price"]["currency"]) == (82, 102, 123, "EUR")
    assert one["measures"]["corridor"][3]["value"] == pytest.approx(500 / 15)
    assert one["measures"]["trucks_per_km"] == 40


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("nowhere.parquet",), "nowhere.parquet: This is no log"),
        (("sqlite:///no.db",), "There is no ledger at sqlite:///no.db"),
        (("log.parquet", "--by", "plate"), "--by: Measures cannot be grouped by plate"),
        (("log.parquet", "--by", "day,day"), "named twice"),
        (("log.parquet", "--by", "hour", "--by", "day"), "An hour lies in one day"),
        (("log.parquet", "--csv", "--json"), "Only one form"),
        (("log.parquet", "--out", "x.txt"), "A file needs a form"),
        (("log.parquet", "--csv", "--out", "no/such/x.csv"), "cannot be written"),
        (("log.parquet", "--ahead", "15"), "--ahead: 15 is out of range"),
        (("log.parquet", "--ahead", "nan"), "--ahead: nan is out of range"),
        (("log.parquet", "--trucks-per-km", "0"), "--trucks-per-km: 0 is out of range"),
        (("log.parquet", "--truck-day", "-5"), "--truck-day: -5 is no price"),
        (("log.parquet", "--truck-day", "3..2..1"), "3..2..1 is no price"),
        (("log.parquet", "--truck-day", "5", "--currency", "roubles"), "roubles is no currency"),
        (("log.parquet", "--currency", "EUR"), "The shipped price of a truck-day is in RUB"),
        (("log.parquet", "--section", "500"), "--section: 500 is no section"),
        (("log.parquet", "--section", "inf,50"), "inf,50 is no section"),
    ],
)
def test_what_is_refused(capsys, tokens, told):
    assert told in asked(capsys, *tokens, status=2).err


def test_hours_of_a_log_without_end_are_refused(capsys, tmp_path):
    stream = refused_once()
    stream.add(60 * 24 * 365 * 20, stream.events[0].body, 9)
    save_log(log_of(stream.events), tmp_path / "long.parquet")
    assert "more hours" in asked(capsys, "long.parquet", "--by", "hour", status=2).err
    assert asked(capsys, "long.parquet", "--by", "day", "--csv").out


def test_an_empty_log_is_told_to_be_empty(capsys, tmp_path):
    save_log(log_of([]), tmp_path / "empty.parquet")
    assert "The log holds no event" in asked(capsys, "empty.parquet").out.replace("the log", "The log")
    asked(capsys, "empty.parquet", "--html")
    asked(capsys, "empty.parquet", "--csv", "--by", "hour")


def test_a_simulated_log_is_marked_in_every_form(tmp_path, capsys):
    for simulated in (True, False):
        save_log(log_of(refused_once().events)._replace(simulated=simulated), tmp_path / "log.parquet")
        rows = csv.DictReader(io.StringIO(asked(capsys, "log.parquet", "--csv").out))
        assert {row["simulated"] for row in rows} == {str(simulated).lower()}
        assert json.loads(asked(capsys, "log.parquet", "--json").out)[0]["simulated"] is simulated
        for form in ((), ("--html",)):
            assert ("nobody stood in this queue" in asked(capsys, "log.parquet", *form).out) is simulated
