"""From findings to an answer to an exit status: one table."""

import pytest

from otkel.law.finding import (
    EXIT_STATUS,
    Answer,
    Finding,
    Says,
    Stage,
    Weight,
    Who,
    in_order,
    is_curable,
    sum_up,
)
from otkel.law.timeline import Choice, Confidence, Lookup, Provision, State
from otkel.phrases import phrase

CURE = phrase("do it")


def finding(says, weight=Weight.STOPS, *, cure=None, who=None, stage=Stage.EXIT_CONTROL, name="a", **more):
    reasons = (phrase("because"),)
    return Finding(
        id=name,
        subject="s",
        says=says,
        weight=weight,
        stage=stage,
        reasons=reasons,
        cure=cure,
        who=who,
        **more,
    )


def test_no_findings_is_go():
    assert sum_up(()) is Answer.GO


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        (finding(Says.NO, cure=CURE, who=Who.CARRIER), Answer.FIX),
        (finding(Says.NO, cure=CURE, who=Who.DRIVER), Answer.FIX),
        (finding(Says.NO, cure=CURE, who=Who.CONSIGNOR), Answer.FIX),
        (finding(Says.NO, cure=CURE, who=Who.CONSIGNEE), Answer.FIX),
        (finding(Says.NO, cure=CURE, who=Who.AUTHORITY), Answer.NO),
        (finding(Says.NO, who=Who.CARRIER), Answer.NO),
        (finding(Says.NO, cure=CURE), Answer.NO),
        (finding(Says.UNDECIDED), Answer.UNDECIDED),
        (finding(Says.UNDECIDED, cure=CURE, who=Who.CARRIER), Answer.UNDECIDED),
        (finding(Says.NO, Weight.WARNS), Answer.GO_WITH_CARE),
        (finding(Says.UNDECIDED, Weight.WARNS), Answer.GO_WITH_CARE),
        (finding(Says.NO, Weight.INFORMS), Answer.GO),
        (finding(Says.UNDECIDED, Weight.INFORMS), Answer.GO),
        (finding(Says.YES, Weight.STOPS), Answer.GO),
        (finding(Says.YES, Weight.WARNS), Answer.GO),
    ],
)
def test_one_finding(made, answer):
    assert sum_up([made]) is answer


def test_the_gravest_finding_answers_and_comes_first():
    no = finding(Says.NO, name="no")
    fix = finding(Says.NO, cure=CURE, who=Who.CARRIER, name="fix")
    undecided = finding(Says.UNDECIDED, name="undecided")
    care = finding(Says.NO, Weight.WARNS, name="care")
    care_too = finding(Says.UNDECIDED, Weight.WARNS, name="care-too")
    told = finding(Says.UNDECIDED, Weight.INFORMS, name="told")
    yes = finding(Says.YES, Weight.INFORMS, name="fine", stage=Stage.BEFORE_DEPARTURE)
    rest = [yes, told, care_too, care, undecided, fix, no]
    for answer in (
        Answer.NO,
        Answer.FIX,
        Answer.UNDECIDED,
        Answer.GO_WITH_CARE,
        Answer.GO_WITH_CARE,
        Answer.GO,
    ):
        assert sum_up(rest) is answer
        assert in_order(rest) == tuple(reversed(rest))
        rest.pop()


def test_equals_come_in_the_order_of_the_way_and_then_by_id():
    stages = list(Stage)
    made = [finding(Says.NO, stage=s, name=i) for s in reversed(stages) for i in ("b", "a")]
    assert [(f.stage, f.id) for f in in_order(made)] == [(s, i) for s in stages for i in ("a", "b")]


def test_the_way_is_the_way_of_a_truck():
    way = "before_departure waiting_area exit_control entry_control roadside_check after"
    assert [s.value for s in Stage] == way.split()


def test_exit_status():
    assert {a.value: s for a, s in EXIT_STATUS.items()} == {
        "go": 0,
        "go_with_care": 0,
        "fix": 1,
        "no": 1,
        "undecided": 1,
    }


def test_a_cure_needs_words_and_a_party():
    assert is_curable(finding(Says.NO, cure=CURE, who=Who.DRIVER))
    assert not is_curable(finding(Says.NO, cure=CURE, who=Who.AUTHORITY))
    assert not is_curable(finding(Says.NO, who=Who.DRIVER))


def test_switches_come_from_what_it_rests_on_each_once():
    rule = Provision(
        id="x", subject="x", jurisdiction="RU", question="?", unit="", sources=(), confidence=Confidence.K,
        checked_on=None,
    )  # fmt: skip
    one, two = Choice("one", "a", True), Choice("two", "b", False)
    looks = [Lookup(provision=rule, state=State.VALUE, choice=c) for c in (two, None, one, two)]
    assert finding(Says.YES, rests_on=tuple(looks)).switches == (two, one)
