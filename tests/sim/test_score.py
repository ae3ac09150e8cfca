"""The interval score by hand and by its definition, how reports that are ranges are met, and the baseline."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.sim.score import (
    Fit,
    Scored,
    Span,
    early_spans,
    fit_of,
    flat_spans,
    interval_score,
    overall_skill,
    quantile_span,
    score_of,
    tally_of,
    value_of,
)

amounts = st.floats(0, 1000).map(lambda one: round(one, 3))
spans = st.tuples(amounts, amounts).map(lambda ends: Span(min(ends), max(ends)))
reports = st.one_of(spans, amounts.map(lambda low: Span(low, math.inf)))


def test_by_hand():
    assert interval_score(Span(10, 30), 20) == 20  # inside: the width
    assert interval_score(Span(10, 30), 10) == 20
    assert interval_score(Span(10, 30), 31) == pytest.approx(20 + 10 * 1)  # 2 / 0.2 a unit
    assert interval_score(Span(10, 30), 7) == pytest.approx(20 + 10 * 3)
    assert interval_score(Span(10, 30), 7, share=0.5) == pytest.approx(20 + 4 * 3)


def test_a_report_is_scored_at_its_nearest_point():
    assert score_of(Span(10, 30), Span(25, 50)) == 20
    assert score_of(Span(10, 30), Span(40, 50)) == pytest.approx(20 + 100)
    assert score_of(Span(10, 30), Span(40, math.inf)) == pytest.approx(20 + 100)  # at least 40
    assert score_of(Span(10, 30), Span(0, 4)) == pytest.approx(20 + 60)  # at most 4


@given(spans, spans)
def test_the_nearest_point_is_the_least_score_of_all_points(span, told):
    grid = np.linspace(told.low, told.high, 400)
    brute = min(interval_score(span, float(value)) for value in grid)
    step = 10 * (told.high - told.low) / 399
    assert brute - step - 1e-6 <= score_of(span, told) <= brute + 1e-9 * max(1, brute)


@given(spans, reports)
def test_outside_is_what_costs_more_than_the_width(span, told):
    assert (fit_of(span, told) is Fit.OUTSIDE) == (score_of(span, told) > span.width)


@pytest.mark.parametrize(
    ("told", "fit"),
    [
        (Span(12, 20), Fit.INSIDE),
        (Span(0, 100), Fit.INSIDE),  # the twin is the more exact
        (Span(10, 30), Fit.INSIDE),
        (Span(25, 40), Fit.PARTLY),
        (Span(30, 40), Fit.PARTLY),  # they meet in one point
        (Span(25, math.inf), Fit.PARTLY),
        (Span(5, math.inf), Fit.INSIDE),
        (Span(31, 40), Fit.OUTSIDE),
        (Span(0, 0), Fit.OUTSIDE),
    ],
)
def test_how_a_range_from_10_to_30_lies_to_a_report(told, fit):
    assert fit_of(Span(10, 30), told) is fit


def test_it_is_proper_no_range_scores_better_than_the_quantiles():
    sample = np.random.default_rng(5).gamma(2.0, 100.0, 2001)
    best = quantile_span(sample.tolist())

    def mean_score(span):
        return float(np.mean([interval_score(span, float(one)) for one in sample]))

    least = mean_score(best)
    for low in np.linspace(0, 300, 13):
        for high in np.linspace(low, 900, 13):
            assert mean_score(Span(float(low), float(high))) >= least - 1e-9


@given(st.lists(amounts, min_size=1, max_size=30))
def test_the_range_of_values_is_that_of_their_quantiles(values):
    span = quantile_span(values)
    assert (span.low, span.high) == pytest.approx(tuple(np.quantile(values, (0.1, 0.9))))


def test_no_values_make_no_range():
    with pytest.raises(ValueError, match="at least one"):
        quantile_span([])


def test_the_baseline_leaves_the_report_itself_out():
    told = [Span(5, 5), Span(7, 9), Span(100, math.inf)]
    assert [value_of(one) for one in told] == [5, 8, 100]
    flat = flat_spans(told)
    assert flat[0] == quantile_span([8, 100])
    assert flat[2] == quantile_span([5, 8])
    assert flat_spans(told[:2]) == [None, None]  # one other report makes no range


def test_an_early_range_knows_only_what_was_published_before():
    days = [date(2025, 10, day) for day in (1, 2, 3, 9)]
    published = [date(2025, 10, day) for day in (1, 2, 8, 9)]  # the third was told late
    told = [Span(5, 5), Span(7, 9), Span(100, 100), Span(50, 60)]
    assert early_spans(told, days, published) == [
        None,
        None,
        quantile_span([5, 8]),
        quantile_span([5, 8, 100]),
    ]


def test_a_tally_counts_and_compares():
    rows = [
        Scored("queue", Span(20, 20), Span(10, 30), Span(0, 100)),
        Scored("queue", Span(25, 40), Span(10, 30), None),
        Scored("queue", Span(40, 40), Span(10, 30), Span(0, 100)),
    ]
    tally = tally_of("queue", rows)
    assert (tally.reports, tally.inside, tally.partly, tally.outside) == (3, 1, 1, 1)
    assert tally.coverage == pytest.approx(2 / 3)
    assert tally.mean_score == pytest.approx((20 + 20 + 120) / 3)
    assert (tally.compared, tally.flat_met, tally.mean_flat_score) == (2, 2, 100)
    assert tally.skill == pytest.approx(1 - 140 / 200)


def test_one_skill_over_groups_weighs_by_compared_reports():
    good = tally_of("a", [Scored("a", Span(5, 5), Span(4, 6), Span(0, 10))])
    bad = tally_of("b", [Scored("b", Span(5, 5), Span(0, 20), Span(0, 10))] * 3)
    none = tally_of("c", [Scored("c", Span(5, 5), Span(0, 20), None)])
    assert (good.skill, bad.skill, none.skill) == (0.8, -1.0, None)
    assert overall_skill([good, bad, none]) == pytest.approx((0.8 - 3) / 4)
    assert overall_skill([none]) is None
