"""What is only known as a range is drawn within it, evenly over a block, by seed, replication and path."""

import msgspec
import numpy as np
import pytest

from otkel.sim.assumptions import BLOCK, Unknown, draw_scenario, stratified, template_of
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_file import plain, read_scenario
from otkel.sim.scenario_sense import check_sense
from tests.sim.scenarios import tree


def grounded(**more):
    """Give a scenario with a number, a whole number, a list and shares that are assumed."""
    given = tree()
    given["service"]["exit"]["mean_min"] = {"value": 12, "range": [8, 20], "assumption": "a guess"}
    given["points"][0]["shifts"][0]["exit"] = {"value": 2, "range": [1, 4], "assumption": "a guess"}
    given["arrivals"]["by_weekday"] = {
        "value": [1, 1, 1, 1, 1.2, 1.2, 0.6], "range": [0.2, 1.5], "assumption": "a guess",
    }  # fmt: skip
    given["classes"] = [
        {"name": "a", "share_pct": {"value": 10, "range": [5, 30], "assumption": "a guess"}},
        {"name": "b", "share_pct": 90},
    ]
    return check_scenario(given | more)


def test_each_block_holds_every_part_of_a_range_once():
    for block in range(3):
        drawn = [stratified(7, block * BLOCK + one, "a.path") for one in range(BLOCK)]
        assert sorted(int(u * BLOCK) for u in drawn) == list(range(BLOCK))


def test_numbers_are_spread_apart_from_each_other():
    drawn = np.array([[stratified(7, r, name) for r in range(10 * BLOCK)] for name in ("a", "b", "c")])
    apart = np.abs(np.corrcoef(drawn) - np.eye(3)).max()
    assert apart < 0.25
    assert not np.array_equal(drawn[0, :BLOCK], drawn[0, BLOCK : 2 * BLOCK])


def test_a_value_hangs_on_seed_replication_and_path_alone():
    few, more = (
        template_of(grounded()),
        template_of(grounded(checked_pct={"value": 5, "range": [1, 9], "assumption": "x"})),
    )
    assert len(more.numbers) == len(few.numbers) + 1
    one, other = draw_scenario(few, 3, 11), draw_scenario(more, 3, 11)
    assert one.service.exit.mean_min == other.service.exit.mean_min
    assert draw_scenario(few, 3, 12) != one
    assert draw_scenario(few, 4, 11) != one
    assert draw_scenario(few, 3, 11) == one


def test_values_stay_within_their_ranges_and_reach_their_ends():
    template = template_of(grounded())
    drawn = [draw_scenario(template, 1, r) for r in range(5 * BLOCK)]
    means = [one.service.exit.mean_min for one in drawn]
    assert 8 <= min(means) < 9.5
    assert 17 < max(means) <= 20
    assert np.mean(means) == pytest.approx((8 + 12 + 20) / 3, abs=0.3)  # of the triangle
    assert {one.points[0].shifts[0].exit for one in drawn} == {1, 2, 3, 4}


def test_lists_are_drawn_by_their_contrast_and_shares_sum_to_hundred():
    template = template_of(grounded())
    for replication in range(BLOCK):
        one = draw_scenario(template, 1, replication)
        factors = np.array(one.arrivals.by_weekday)
        assert 0.2 <= factors.min() <= factors.max() <= 1.5
        assert (factors[4] - 1) / 0.2 == pytest.approx((factors[6] - 1) / -0.4)
        assert sum(each.share_pct for each in one.classes) == pytest.approx(100)


def test_a_whole_number_is_rounded_evenly():
    values = [Unknown("x", 1, 2, 3, is_whole=True).value(5, r) for r in range(2000)]
    assert set(values) == {1, 2, 3}
    assert values.count(2) / 2000 == pytest.approx(1 - 2 / 4.5, abs=0.03)  # of the triangle over 0.5, 2, 3.5


def test_nothing_is_drawn_where_no_range_is_told():
    template = template_of(check_scenario(tree()))
    assert (template.numbers, template.contrasts) == ((), ())
    assert plain(draw_scenario(template, 1, 5)) == plain(check_scenario(tree()).scenario)


def test_every_drawn_autumn_makes_sense():
    checked = read_scenario("autumn-2025")
    template = template_of(checked)
    assert len(template.numbers) > 80
    for replication in range(2 * BLOCK):
        drawn = draw_scenario(template, checked.scenario.seed, replication)
        assert not list(check_sense(drawn))
        caps = [one.value for one in drawn.changes if one.what == "exit_per_day"]
        assert all(value == int(value) and 200 <= value <= 250 for value in caps)
    assert msgspec.to_builtins(drawn) != plain(checked.scenario)
