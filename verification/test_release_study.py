"""What the release study claims holds over 100 seeds, with intervals."""

import pytest

from verification.intervals import paired
from verification.release.cases import CASES
from verification.release_study import draw_figure, mean, run, run_all

SEEDS = 100


@pytest.fixture(scope="module")
def runs():
    return run_all(SEEDS)


def less(runs, case, what, policy, than="plan"):
    """Give the least of the interval of how much less a policy has than another, seed by seed."""
    one, other = ([getattr(run, what) for run in runs[case][name]] for name in (policy, than))
    return paired(other, one).low


@pytest.mark.parametrize("case", [case.name for case in CASES])
def test_called_by_intake_the_road_stays_short(runs, case):
    assert less(runs, case, "road_mean", "intake") > 20
    assert less(runs, case, "road_most", "intake") > 50
    assert mean(runs, case, "intake", "road_most").high < 60


@pytest.mark.parametrize("case", [case.name for case in CASES])
def test_called_by_intake_the_strip_blocks_no_lane(runs, case):
    assert mean(runs, case, "plan", "blocked_h").low > 10
    assert mean(runs, case, "intake", "blocked_h").high < 1
    assert less(runs, case, "strip_mean", "intake") > 0


@pytest.mark.parametrize("case", [case.name for case in CASES])
def test_with_a_measured_lead_as_many_get_through(runs, case):
    through = mean(runs, case, "plan", "passed_per_day").mid
    assert abs(less(runs, case, "passed_per_day", "intake")) < 0.03 * through
    assert less(runs, case, "late_h", "intake") > 2


def test_by_plan_the_public_figures_come_about(runs):
    # 75 a day more than are taken are 1,500 in three weeks, and some 200 in three days.
    nur_zholy = runs["nur-zholy"]["plan"]
    stood = [one.road[-1] + one.strip[-1] for one in nur_zholy]
    assert 120 < sum(stood) / len(stood) < 300
    assert 15 < mean(runs, "chernyshevskoye", "plan", "late_h").mid < 35
    kairak = runs["kairak"]["plan"]
    assert min(sum(strip >= 38 for strip in one.strip) for one in kairak) >= 2 * 10  # ten hours at least


def test_the_same_seed_gives_the_same_run():
    case = CASES[3]
    assert run(case, "intake", 5) == run(case, "intake", 5) != run(case, "intake", 6)


def test_each_figure_names_its_case(runs):
    for case in CASES:
        assert case.title in draw_figure(case, runs[case.name])
