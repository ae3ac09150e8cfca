"""All subjects are asked, and the answer comes with what was not."""

from datetime import date

from otkel.facts.trip import Trip
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Answer
from otkel.law.screening import NOT_CHECKED, SUBJECTS, screen
from tests.helpers import trip

ON = date(2026, 8, 10)


def test_a_trip_with_everything_right_may_go():
    made = screen(trip(), read_rulebook().on(ON))
    assert (made.answer, made.on, made.known_at) == (Answer.GO, ON, None)
    assert made.not_checked == NOT_CHECKED


def test_every_subject_is_asked_and_the_gravest_comes_first():
    law = read_rulebook().on(ON, date(2026, 8, 9))
    of = trip({"spot.0.qr": "false", "driver.in_register": "null"})
    made = screen(of, law)
    assert made.known_at == date(2026, 8, 9)
    assert made.answer is Answer.FIX
    assert [f.id for f in made.findings][:2] == ["spot.qr", "register.controlled"]
    alone = [f for check in SUBJECTS for f in check(of, law)]
    assert len(made.findings) == len(alone)
    assert {f.id for f in made.findings} == {f.id for f in alone}


def test_an_empty_truck_without_facts_is_asked_too():
    made = screen(Trip(enters_on=ON, route=("KZ", "RU")), read_rulebook().on(ON))
    assert made.answer is Answer.UNDECIDED
    assert "stay.ru.days" in {f.id for f in made.findings}
