"""What the attack study claims holds over 100 seeds, with intervals; also what speaks against the draw."""

import pytest

from verification.attack.assumptions import ASSUMPTIONS, numbers
from verification.attack.measure import run
from verification.attack_study import draw_figure, mean, run_all
from verification.intervals import paired

SEEDS = 100
SELLERS_RULES = ("first click", "VIN only", "deposit", "freeze all")


@pytest.fixture(scope="module")
def runs():
    return run_all(SEEDS)


def more(runs, what, one, other):
    """Give the least of the interval of how much more one rule has than another, seed by seed."""
    return paired(*([getattr(run, what) for run in runs[name]] for name in (one, other))).low


def test_each_rule_leaves_sellers_less_and_the_draw_a_loss(runs):
    for one, other in zip(SELLERS_RULES, (*SELLERS_RULES[1:], "draw"), strict=True):
        assert more(runs, "profit_day_rub", one, other) > 0, (one, other)
    assert mean(runs, "freeze all", "profit_day_rub").low > 0
    assert mean(runs, "draw", "profit_day_rub").high < 0


def test_robots_and_plates_take_most_where_the_first_click_counts(runs):
    for other in (*SELLERS_RULES[1:], "draw"):
        assert more(runs, "captured_pct", "first click", other) > 10, other
    assert more(runs, "captured_pct", "VIN only", "draw") > 5


def test_small_carriers_that_do_not_pay_fare_best_where_sellers_have_left_the_draw(runs):
    for other in SELLERS_RULES:
        assert more(runs, "small_free_pct", "draw, sellers gone", other) > 3, other
        assert other == "first click" or more(runs, "small_wait_d", other, "draw") > 0.5


def test_only_the_draw_keeps_the_place_of_who_breaks_down(runs):
    assert mean(runs, "draw", "broken_pct").mid == 0
    assert mean(runs, "freeze all", "broken_pct").mid == 100
    assert mean(runs, "VIN only", "broken_pct").low > 50


def test_a_draw_without_the_vin_is_taken_by_plates(runs):
    assert more(runs, "captured_pct", "draw by plate", "draw") > 10
    assert mean(runs, "draw by plate", "profit_day_rub").low > 0


def test_what_speaks_against_the_draw_is_seen_too(runs):
    # Sellers who ask at a loss spoil slots: what is freed after a draw reaches nobody who was not drawn.
    assert more(runs, "unused_pct", "draw", "VIN only") > 5
    assert more(runs, "small_free_pct", "freeze all", "draw") > 0
    # Who plans early asks early, and so also waits the longest.
    assert mean(runs, "draw", "big_pct").low > mean(runs, "draw", "small_pct").high + 15


def test_the_same_seed_gives_the_same_run_and_every_assumption_lies_in_its_range():
    for rule in ("VIN only", "draw"):
        assert run_all(1, processes=1, names=[rule])[rule][0] == run(rule, 0) != run(rule, 8)
    assert all(one.low <= one.value <= one.high and one.why for one in ASSUMPTIONS.values())
    with pytest.raises(KeyError):
        numbers(vin=1)


def test_the_figure_names_every_rule(runs):
    figure = draw_figure(runs)
    assert all(name in figure for name in runs)
