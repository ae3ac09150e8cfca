"""What the post does and is told: stops, counts, seeds, ranges."""

from __future__ import annotations

import msgspec
import pytest

from otkel.facts.events.choices import Knowledge, Stage
from otkel.queueing import commands as c
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, Crossing, us
from tests.queueing.policies import LIVE, SLOTS

DIGEST = "5e" * 32


def test_nothing_is_done_at_a_point_without_a_queue():
    x = Crossing()
    for command in (
        c.Pause(reason="rain"), c.Resume(), c.Close(reason="storm"), c.Reopen(),
        c.SetLanes(stage=Stage.EXIT_CONTROL, lanes=("a",)), c.Call(towards="RU"),
        c.BeginShift(stage=Stage.EXIT_CONTROL, shift="a"), c.EndShift(stage=Stage.EXIT_CONTROL, shift="a"),
        c.MeasureIntake(stage=Stage.ENTRY_CONTROL, taken_trucks=1, interval_us=1),
        c.CountStrip(towards="RU", trucks=1), c.KeepAlive(reason="strike", from_us=us(0), to_us=us(1)),
    ):  # fmt: skip
        assert x.refused(command) == "point.not_open", command
    assert x.refused(c.Pause(reason="rain", towards="CN")) == "point.towards"


def test_a_point_without_a_queue_names_the_directions_that_it_has():
    told = Crossing().ask(c.Pause(reason="rain"))
    assert told.why.values["towards"] == ("RU", "KZ")


@pytest.mark.parametrize("stage", [None, Stage.EXIT_CONTROL])
def test_what_is_stopped_is_stopped_once_and_goes_on_once(stage):
    x = Crossing(LIVE)
    for stop, go_on in (
        (c.Pause(reason="rain", stage=stage), c.Resume(stage=stage)),
        (c.Close(reason="storm", stage=stage), c.Reopen(stage=stage)),
    ):
        assert x.refused(go_on) == "post.not_stopped"
        x.must(msgspec.structs.replace(stop, towards="RU"))
        assert x.refused(msgspec.structs.replace(stop, towards="RU")) == "post.stopped"
        x.must(stop)  # the other direction too
        assert x.refused(stop) == "post.stopped"
        x.must(go_on)
        assert x.refused(go_on) == "post.not_stopped"


def test_numbers_that_cannot_be_are_refused():
    x = Crossing(SLOTS)
    intake = c.MeasureIntake(stage=Stage.ENTRY_CONTROL, taken_trucks=5, interval_us=3_600_000_000)
    for wrong in (
        c.SetLanes(stage=Stage.EXIT_CONTROL, lanes=("a", "a")),
        msgspec.structs.replace(intake, low_trucks=6), msgspec.structs.replace(intake, high_trucks=4),
        msgspec.structs.replace(intake, interval_us=1),
        c.CountStrip(towards="RU", trucks=5, low_trucks=6),
        c.CountStrip(towards="RU", trucks=5, high_trucks=4),
        c.KeepAlive(reason="strike", from_us=us(NOW_S), to_us=us(NOW_S - 1)),
        c.TellWorld(what="holiday", from_us=us(NOW_S), to_us=us(NOW_S - 1)),
        c.StateRange(quantity="queue", low=3, mid=2, high=4, coverage_pct=80, method="mean"),
        c.StateRange(quantity="mood", low=1, mid=2, high=4, coverage_pct=80, method="mean"),
        c.CommitSeed(digest=DIGEST, purpose="checks", from_us=us(NOW_S), to_us=us(NOW_S)),
    ):  # fmt: skip
        assert x.refused(wrong) == "post.number", wrong
    assert x.refused(c.MeasureIntake(stage=Stage.STRIP, taken_trucks=-1, interval_us=5)) == "command.field"
    for right in (
        intake, c.CountStrip(towards="RU", trucks=5),
        c.TellWorld(what="holiday", from_us=us(NOW_S), to_us=us(NOW_S)),
        c.StateRange(quantity="queue", low=2, mid=2, high=2, coverage_pct=80, method="mean"),
    ):  # fmt: skip
        x.must(right)


def test_a_seed_serves_from_its_publication_and_is_opened_when_its_time_is_over():
    x = Crossing(LIVE)
    commit = c.CommitSeed(digest=DIGEST, purpose="checks", from_us=us(NOW_S - DAY_S), to_us=us(NOW_S + DAY_S))
    x.must(commit)
    assert x.bodies("SeedCommitted")[0].from_us == us(NOW_S)
    assert x.refused(commit) == "seed.known"
    opened = c.OpenSeed(seed="11" * 32, digest=DIGEST)
    assert x.refused(c.OpenSeed(seed="11" * 32, digest="22" * 32)) == "seed.time"
    assert x.refused(opened, NOW_S + DAY_S) == "seed.time"
    x.must(opened, NOW_S + DAY_S + 1)


def test_the_intake_of_a_silent_neighbour_follows_from_own_exits_and_two_counts():
    x = Crossing(LIVE)
    x.must(c.CountStrip(towards="RU", trucks=10, low_trucks=9, high_trucks=11))
    for number in range(1, 6):
        x.arrive(number, NOW_S + 60)
    x.call(5)
    for number in range(1, 6):
        x.go_through(number)
    x.must(c.CountStrip(towards="RU", trucks=3, low_trucks=2, high_trucks=4), NOW_S + HOUR_S)
    (intake,) = x.bodies("IntakeMeasured")
    assert (intake.low_trucks, intake.taken_trucks, intake.high_trucks) == (10, 12, 14)
    assert intake.knowledge is Knowledge.INFERRED
    x.must(c.CountStrip(towards="RU", trucks=3), NOW_S + HOUR_S + 1)  # two counts at once
    assert len(x.bodies("IntakeMeasured")) == 1
    x.must(c.Start(passage=1, stage=Stage.ENTRY_CONTROL), NOW_S + HOUR_S + 2)
    x.must(c.CountStrip(towards="RU", trucks=3), NOW_S + 2 * HOUR_S)  # what is recorded is better
    assert len(x.bodies("IntakeMeasured")) == 1


def test_a_ticket_says_how_many_are_ahead():
    x = Crossing(LIVE)
    for number in (1, 2, 3):
        x.arrive(number)
    x.must(c.IssueTicket(passage=3, ticket=DIGEST))
    x.call(1)
    x.must(c.IssueTicket(passage=3, ticket=DIGEST))
    assert [one.ahead_trucks for one in x.bodies("TicketIssued")] == [2, 1]
