"""Two processes at one point, and a process killed between events. At length: verification/test_live_*.py."""

from tests.app.live.processes import kill_often, run_together, turns


def test_two_processes_lose_nothing_and_give_no_place_twice(url):
    told = run_together(url, processes=2, asks=12)
    assert len(told) > 60
    assert turns(told) > 5


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path):
    assert kill_often(lambda kill: f"sqlite:///{tmp_path}/{kill // 3}.db", kills=6) > 60


def test_nor_on_postgresql(postgres_url):
    assert kill_often(lambda _: postgres_url, kills=3, seed=1) > 20
