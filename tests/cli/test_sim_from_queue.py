"""`otkel sim run --from-queue`: the twin begins with who stands at a live crossing point."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from otkel.app.crossing.desk import opened_ledger
from otkel.app.crossing.pointing import get_point
from otkel.app.study import new_scenario, setting_of
from otkel.app.study_present import FromQueue, begin_with
from otkel.cli.main import run
from otkel.sim.pack_plan import by_rank
from otkel.sim.present import AT_ENTRY, AT_EXIT, IN_LINE, ON_STRIP
from otkel.sim.present_live import OUT, list_standing
from tests.cli.queue_post import Post


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})


@pytest.fixture
def busy(post: Post) -> Post:
    """Give a post where somebody stands at every stage, one lacks something, and one goes the other way."""
    for number in range(6):
        post.arrive(f"66{number} CTA 07", f"08:1{number}")
    for number, tens in ((0, 2), (1, 4)):
        exit_control = ("--plate", f"66{number} CTA 07", "--stage", "exit_control")
        post.must("call", "--towards", "RU", "--trucks", "1", at=f"08:{tens}0")
        post.must("start", *exit_control, at=f"08:{tens}5")
        post.must("clear", *exit_control, at=f"08:{tens + 1}{number}")
    post.must("start", "--plate", "660 CTA 07", "--stage", "entry_control", at="09:00")
    post.must("call", "--towards", "RU", "--trucks", "1", at="09:01")
    post.must("start", "--plate", "662 CTA 07", "--stage", "exit_control", at="09:02")
    post.arrive("999 AAA 01", "09:03", "--readiness", "lacking", "--missing", "spot.notice")
    post.must("arrive", "--plate", "888 AAA 01", "--towards", "KZ", at="09:04")
    return post


def asked(
    post: Post, *tokens: str, point: str = "syrym", db: str | None = None, scenario: str = "syrym-week"
) -> tuple[int, str, str]:
    status = run(["sim", "run", scenario, "--from-queue", point, "--db", db or post.db, *tokens])
    told = post.capsys.readouterr()
    return status, told.out, told.err


def test_who_stands_where_is_taken_over(busy: Post) -> None:
    setting = setting_of(1, 1, None, 1)
    checked, begun = begin_with("syrym-week", setting, FromQueue("syrym", busy.db, "2025-11-28 09:10"))
    here = begun.start
    assert here.where.tolist() == [IN_LINE, IN_LINE, IN_LINE, AT_EXIT, ON_STRIP, AT_ENTRY]
    assert (here.t_min, checked.scenario.begins_on.isoformat()) == (550.0, "2025-11-28")
    assert here.came_min.tolist() == [493, 494, 495, 492, 491, 490]
    assert here.since_min.tolist() == [493, 494, 495, 542, 531, 540]
    assert here.taken_day == 3
    assert here.taken == 1  # since nine
    names = [one.name for one in by_rank(checked.scenario)]
    assert {names[one] for one in here.queue_class} == {names[-1]}
    assert checked.scenario.warm_up_days == pytest.approx(550 / 1440)
    assert checked.scenario.horizon_days == pytest.approx(550 / 1440 + 9)
    with opened_ledger(busy.db) as ledger:
        standing = ledger.desk(get_point("syrym")).look(lambda state: list_standing(state, OUT))
    assert len(standing) == 6
    assert np.all(np.diff([place for place, _ in standing]) >= 0)


def test_a_run_from_the_queue_is_the_same_twice_and_names_what_it_began_with(busy: Post) -> None:
    tokens = ("--at", "2025-11-28 09:10", "--runs", "3", "--json")
    (status, one, _), (_, other, _) = asked(busy, *tokens), asked(busy, *tokens)
    assert status == 0
    assert one == other
    found = json.loads(one)
    assert len(found["start"]) == 64
    assert found["in_line"]["mean"][9] >= 1  # those of nine o'clock still stand there
    busy.arrive("777 AAA 01", "09:11")
    later = json.loads(asked(busy, "--at", "2025-11-28 09:15", "--runs", "3", "--json")[1])
    assert later["start"] != found["start"]


@pytest.mark.parametrize(
    ("tokens", "where", "told"),
    [
        (("--at", "2025-11-28 08:30"), {}, "--at: The queue has gone on since then"),
        (("--at", "soon"), {}, "--at: "),
        ((), {"point": "kairak"}, "--from-queue: The scenario has no crossing point kairak"),
        (("--from-state", "x"), {}, "There is no such file"),
        ((), {"db": "sqlite:///nowhere.db"}, "There is no ledger at"),
        (("--log", "--out", "x", "--at", "2025-11-28 09:10"), {}, "--log: A log begins with an empty border"),
    ],
)
def test_what_cannot_be_is_told(
    busy: Post, tokens: tuple[str, ...], where: dict[str, str], told: str
) -> None:
    status, out, err = asked(busy, *tokens, **where)
    assert (status, out) == (2, "")
    assert told in err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            "    policy: kazakhstan-2025\n",
            "not taken over into a scenario whose points",
        ),
        (
            "choice: {starts: origin, balks_pct: 20}\n",
            "not taken over into a corridor",
        ),
    ],
)
def test_into_what_a_queue_is_not_taken_over_is_told(
    busy: Post, tmp_path: Path, more: str, told: str
) -> None:
    file = tmp_path / "mine.yaml"
    first, _, rest = new_scenario().partition("  - name: syrym\n")
    assert rest
    at_point = more.startswith(" ")
    text = first + "  - name: syrym\n" + (more if at_point else "") + rest + ("" if at_point else more)
    file.write_text(text, encoding="utf-8")
    status, out, err = asked(busy, "--at", "2025-11-28 09:10", scenario=str(file))
    assert (status, out) == (2, "")
    assert told in err
