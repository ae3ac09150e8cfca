"""The stretches of all passages in columns are those that one passage alone gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.facts.events.passages import (
    Arrived,
    Booked,
    Called,
    Cancelled,
    EntryCleared,
    ExceptionGranted,
    Left,
    NoShow,
    TurnedBack,
)
from otkel.queueing.corrected import corrected
from otkel.queueing.log import Log, log_of
from otkel.queueing.measures.reading import read_now
from otkel.queueing.measures.stretches import WHATS, moves_of, runs_of, stretches_of
from otkel.queueing.stretches import PHYSICAL, Stretch, spans_of
from tests.queueing.made_logs import orderly, wild
from tests.queueing.made_passages import START_US, Stream


def own_of(events):
    """Give the readings of each passage."""
    found = {}
    for one in corrected(events):
        if one.event.passage is not None:
            found.setdefault((one.event.point, one.event.passage), []).append(one)
    return found


def told(own, span, name):
    """Give what was last told of a truck when a stretch began."""
    last = None
    for one in own:
        if (one.event.occurred_us, one.event.position) > (span.begin.at_us, span.begin.position):
            break
        if isinstance(one.event.body, Arrived | Booked):
            last = getattr(one.event.body, name)
    return last


def by_hand(events):
    for (point, passage), own in own_of(events).items():
        for span in spans_of(own):
            if span.what is not Stretch.CHECK:
                yield (
                    point, passage, span.what, span.begin.at_us, span.known_end_us, span.end is not None,
                    span.lane, told(own, span, "queue_class"), told(own, span, "towards"),
                )  # fmt: skip


def in_columns(events) -> tuple[Log, list]:
    log, _ = read_now(log_of(events))
    rows = stretches_of(moves_of(log)).iter_rows(named=True)
    return [
        (
            log.points[row["point"]], row["passage"], WHATS[row["what"]], row["begin_us"], row["end_us"],
            row["sure"],
            log.text(row["lane"]),
            log.text(row["queue_class"]), log.text(row["towards"]),
        )
        for row in rows
    ]  # fmt: skip


def sort(rows):
    return sorted(rows, key=repr)


@settings(deadline=None, max_examples=300)
@given(events=st.one_of(wild(), wild(size=12), orderly()))
def test_columns_give_the_stretches_of_each_truck(events):
    assert sort(in_columns(events)) == sort(by_hand(events))


CLOSING = (Cancelled, NoShow, Left, TurnedBack, EntryCleared)


def key(mark):
    return mark.at_us, mark.position


def runs_by_hand(events):
    for (point, passage), own in own_of(events).items():
        gone = [
            (one.event.occurred_us, one.event.position) for one in own if isinstance(one.event.body, CLOSING)
        ]
        runs = []
        for span in (one for one in spans_of(own) if one.what in PHYSICAL):
            if not runs or any(key(runs[-1][-1].begin) < at < key(span.begin) for at in gone):
                runs.append([])
            runs[-1].append(span)
        for run in runs:
            yield (
                point,
                passage,
                run[0].begin.at_us,
                run[-1].known_end_us,
                sum((one.known_end_us or 0) - one.begin.at_us for one in run),
            )


@settings(deadline=None, max_examples=200)
@given(events=st.one_of(wild(), orderly()))
def test_a_run_is_all_of_a_truck_between_coming_and_going(events):
    log, _ = read_now(log_of(events))
    found = [
        (log.points[row["point"]], row["passage"], row["begin_us"], row["end_us"])
        for row in runs_of(stretches_of(moves_of(log)), PHYSICAL).iter_rows(named=True)
    ]
    wanted = list(runs_by_hand(events))
    assert sort(found) == sort(one[:4] for one in wanted)
    for _, _, begin_us, end_us, lasted in wanted:  # its stretches follow one another without a gap
        assert end_us is None or end_us - begin_us == lasted


def test_a_truck_that_goes_back_into_line_after_its_call_is_on_the_same_way():
    """An exception ends the call and puts the truck back: nobody came and nobody went."""
    stream = Stream()
    stream.add(0, Called(rule="r"), 1)
    stream.add(5, ExceptionGranted(ground="breakdown", keeps_until_us=START_US, rule="exception"), 1)
    log, _ = read_now(log_of(stream.events))
    runs = runs_of(stretches_of(moves_of(log)), PHYSICAL)
    assert runs.select("begin_us", "end_us").rows() == [(START_US, None)]
