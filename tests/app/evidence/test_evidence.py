"""The evidence file: only what may be given out, every figure with its source, nothing personal."""

from __future__ import annotations

import csv
import io
from datetime import date

import pypdf
import pytest

from otkel.app.crossing.pointing import get_point
from otkel.app.evidence import Report, collect_evidence, csv_of, make_pdf
from otkel.app.evidence.law import quote_law
from otkel.app.ledger import now_us
from otkel.app.words import words_for
from otkel.errors import InputError
from otkel.facts.events.choices import Measure
from otkel.facts.events.passages import Arrived
from otkel.facts.events.posts import PolicyChanged
from otkel.facts.people import Language
from otkel.law.corpus import read_rulebook
from otkel.queueing.log import log_of, read_log, save_log
from otkel.queueing.measures import Price
from otkel.queueing.measures.simulated import is_simulated
from tests.app.evidence.made_cases import tell, write_waits
from tests.queueing.made_passages import Stream

PERSONAL = ("777", "ABC", "Ivan", "wait. Nobody")
HOSTILE = '=cmd|"/C calc" #set page(fill: red) *b* <x> & ]]> $x$ \\'


@pytest.fixture
def db(tmp_path):
    made = f"sqlite:///{tmp_path}/otkel.db"
    tell(made)
    tell(made, **{"from": "2025-11-20 06:00", "until": "2025-11-21 18:00"})
    tell(made, plate="001ABC02", measure="turned_back", until=None, paper="given", outcome="sent-back",
         authority=None, **{"from": "2025-11-22 02:00"})  # fmt: skip
    tell(made, plate="002ABC02", act="control.outcome.no_papers", **{"from": "2025-11-19 01:00"})
    tell(made, plate="003ABC02", country="KZ")
    tell(made, plate="004ABC02", consent=None)
    return made


def report(**more):
    return Report(**{"applicant": "Union of Carriers", "country": "RU", **more})


def table_of(found, language=Language.EN):
    law = quote_law(
        found.report, read_rulebook(), date(2025, 11, 19), date(2026, 11, 28), words_for(language)
    )
    return csv_of(found, law), law


def rows(found, part):
    return [row for row in csv.DictReader(io.StringIO(table_of(found)[0].decode())) if row["part"] == part]


def text_of(found, language=Language.EN):
    table, law = table_of(found, language)
    pdf = make_pdf(found, law, table, words_for(language))
    read = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in read.pages).split()), read


def test_a_practice_is_the_cases_in_which_no_rule_was_named(db):
    found = collect_evidence(db, report())
    assert [one.body.measure for one in found.incidents] == [Measure.HELD, Measure.HELD, Measure.TURNED_BACK]
    counted = found.counted
    assert (counted.cases, counted.trucks, counted.unnamed, counted.lasted) == (3, 2, 0, 2)
    assert counted.days == 3  # 02:00 at Syrym is the day before by UTC
    assert counted.truck_days == (9 + 36) / 24
    assert (counted.cost.amount, counted.cost.low, counted.cost.high) == (37_500, 18_750, 56_250)
    assert found.others == 1
    assert [one.truck for one in found.incidents] == [1, 1, 2]  # a repetition is seen


def test_a_rule_is_the_cases_that_name_it(db):
    found = collect_evidence(db, report(act="control.outcome.no_papers"))
    assert [one.body.act for one in found.incidents] == ["control.outcome.no_papers"]
    assert [one.truck for one in found.incidents] == [1]  # counted anew, with no hole that tells of others
    assert found.others == 3
    (act, *frame) = rows(found, "law")
    assert act["item"] == "control.outcome.no_papers"
    assert "http" in act["source"]
    assert {"eec.definition.barrier", "eec.limit"} <= {one["item"] for one in frame}


def test_cases_are_chosen_by_place_measure_and_time(db):
    asked = report(measure=Measure.TURNED_BACK, point=get_point("syrym"))
    assert collect_evidence(db, asked).counted.cases == 1
    assert collect_evidence(db, report(point=get_point("kurmangazy"))).counted.cases == 0
    assert collect_evidence(db, report(from_us=now_us())).counted.cases == 0


@pytest.mark.parametrize("language", Language)
def test_nothing_personal_goes_out_even_with_consent(db, language):
    found = collect_evidence(db, report())
    table, _ = table_of(found, language)
    text, _ = text_of(found, language)
    for personal in PERSONAL:
        assert personal not in table.decode()
        assert personal not in text
    assert str(found.incidents[0].body.from_us) not in text


def test_every_row_of_the_table_has_a_source(db, tmp_path):
    write_waits(tmp_path / "log.parquet")
    found = collect_evidence(db, report(norm="x.y"), (str(tmp_path / "log.parquet"),), date(2026, 8, 8))
    every = list(csv.DictReader(io.StringIO(table_of(found)[0].decode())))
    assert all(row["source"] for row in every)
    assert {row["part"] for row in every} == {
        "report", "law", "count", "cost", "before", "after", "case",
    }  # fmt: skip
    assert str(tmp_path) not in table_of(found)[0].decode()  # folders of a machine are nobody's business
    (norm,) = (row for row in every if row["item"] == "x.y")
    assert "does not hold" in norm["source"]


def test_before_and_after_are_of_one_state_and_by_the_clock_of_the_place(db, tmp_path):
    write_waits(tmp_path / "log.parquet")
    found = collect_evidence(db, report(), (str(tmp_path / "log.parquet"),), date(2026, 8, 9))
    (change,) = found.changes
    # 6 August 12:06 at Syrym to midnight before the 9th: 60 trucks came, of them two went to Kazakhstan.
    assert (change.before.waited, change.after.waited) == (58, 34)
    # Of the 58 ten came after the second day: 48 less two waited one hour, twelve five.
    assert change.before.wait_mean_s == pytest.approx((46 * 1 + 12 * 5) / 58 * 3600)
    assert change.after.wait_mean_s == 5 * 3600
    assert change.before.days == pytest.approx(59.89 / 24, abs=0.01)
    assert change.before.cost_per_day == round(change.before.truck_days / change.before.days * 20_000)
    assert not found.simulated


def test_a_simulated_log_is_marked_in_both_forms(db, tmp_path):
    write_waits(tmp_path / "log.parquet", simulated=True)
    found = collect_evidence(db, report(), (str(tmp_path / "log.parquet"),), date(2026, 8, 8))
    assert found.simulated
    assert {row["simulated"] for row in rows(found, "before")} == {"true"}
    assert "Simulated figures: nobody stood" in text_of(found)[0]
    assert "Simulated figures" not in text_of(collect_evidence(db, report()))[0]


def test_the_page_tells_the_cases_and_carries_the_table(db):
    found = collect_evidence(db, report(price=Price(
        per_day=100, low=50, high=200, currency="EUR", ground="a contract", range_ground="as given"
    )))  # fmt: skip
    text, read = text_of(found)
    table, law = table_of(found)
    for told in ("Practice: Russia", "2025-11-19 08:00", "36.0 h", "sent-back", "188 EUR", "a contract"):
        assert told in text
    assert read.attachments["evidence.csv"] == [table]
    assert make_pdf(found, law, table, words_for(Language.EN)) == make_pdf(
        found, law, table, words_for(Language.EN)
    )


def test_hostile_texts_are_texts(db):
    found = collect_evidence(db, report(applicant=HOSTILE, remedy=HOSTILE, earlier=(HOSTILE,)))
    text, _ = text_of(found)
    assert text.count("#set page(fill: red) *b* <x> & ]]> $x$") == 3
    applicant = next(row for row in rows(found, "report") if row["item"] == "applicant")
    assert not applicant["value"].startswith("=")


def test_many_cases_fill_many_pages_and_none_is_lost(db):
    for n in range(60):
        tell(db, plate=f"{100 + n}ABC02", **{"from": f"2025-10-{1 + n % 28:02d} 0{n % 9}:00"})
    found = collect_evidence(db, report())
    _, read = text_of(found)
    assert len(read.pages) >= 4
    assert len(rows(found, "case")) == found.counted.cases == 63


def test_no_case_is_told_as_no_case(db):
    text, _ = text_of(collect_evidence(db, report(country="PL")))
    assert "No case of this kind may be given out" in text


@pytest.mark.parametrize(
    ("changes", "logs", "changed_on"),
    [
        ({"country": "ru"}, (), None),
        ({"country": "XX"}, (), None),
        ({"applicant": " "}, (), None),
        ({"applicant": "a\nb"}, (), None),
        ({"remedy": "x" * 601}, (), None),
        ({"freedom": "speech"}, (), None),
        ({"firms": 0}, (), None),
        ({}, ("log.parquet",), None),
        ({}, (), date(2026, 8, 8)),
    ],
)
def test_what_makes_no_sense_is_refused(db, changes, logs, changed_on):
    with pytest.raises(InputError):
        collect_evidence(db, report(**changes), logs, changed_on)


@pytest.mark.parametrize("day", [date(2026, 8, 1), date(2026, 9, 1)])
def test_a_day_outside_of_the_log_is_refused(db, tmp_path, day):
    write_waits(tmp_path / "log.parquet")
    with pytest.raises(InputError):
        collect_evidence(db, report(), (str(tmp_path / "log.parquet"),), day)


@pytest.mark.parametrize(("is_played", "told"), [(True, True), (False, False)])
def test_a_queue_that_was_only_played_is_known_by_its_policy(db, tmp_path, is_played, told):
    policy = PolicyChanged(policy="p", numbers={"simulated": is_played}, provisions={}, digest="0" * 64)
    stream = Stream()
    stream.add(0, policy)
    stream.add(1, Arrived(vehicle="a" * 32, towards="RU", queue_class="ordinary"), 1)
    save_log(log_of(stream.events), tmp_path / "played.parquet")
    assert is_simulated(read_log(tmp_path / "played.parquet")) is told
