"""A real cluster on this machine: the same bits, also where a worker is killed; and what is refused."""

import gc
import os
import signal
import threading
import time

import msgspec
import pytest

dask = pytest.importorskip("dask", reason="the extra dask is not installed")
distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")

from otkel.app.study import simulate  # noqa: E402
from otkel.cli.main import run  # noqa: E402
from otkel.errors import EngineError, InputError, StoppedError  # noqa: E402
from otkel.sim import engine_dask, engine_piece  # noqa: E402
from otkel.sim.engine import Job  # noqa: E402
from otkel.sim.engine_dask import open_cluster, pieces_of, require_same, workers_of  # noqa: E402
from otkel.sim.engine_piece import maker  # noqa: E402
from otkel.sim.run import prepare, run_replications  # noqa: E402
from otkel.sim.scenario_check import check_scenario  # noqa: E402
from tests.sim.scenarios import featured, tree  # noqa: E402
from tests.sim.test_run import same  # noqa: E402


def cluster_of(workers, threads=1, memory_limit="2GiB", **more):
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=threads, memory_limit=memory_limit, processes=True,
        host="127.0.0.1", dashboard_address="127.0.0.1:0", worker_dashboard_address="127.0.0.1:0", **more,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """Workers of a busy machine begin late; who waits for nobody sets less."""
    monkeypatch.setattr(engine_dask, "CONNECT_S", 90.0)


@pytest.fixture(scope="module")
def two():
    with cluster_of(2) as cluster:
        yield cluster


@pytest.fixture
def connected(two):
    with open_cluster(two.scheduler_address) as found:
        yield found


def job_of(given, replications, until=None):
    return Job(prepare(check_scenario(given).scenario, until), replications, 3, until)


def on_threads(job, threads=1):
    return run_replications(job.ready, job.replications, job.seed, threads)


@pytest.mark.parametrize("replications", [1, 7, 40])
@pytest.mark.parametrize("until", [None, 2.5])
def test_a_cluster_gives_the_bits_of_threads(connected, replications, until):
    job = job_of(featured(), replications, until)
    ticks = []
    found = connected.run(job, lambda done, total: ticks.append((done, total)))
    assert all(same(found, on_threads(job, threads)) for threads in (1, 2, 3))
    assert ticks == sorted(ticks)
    assert ticks[-1] == (replications, replications)


def test_a_worker_killed_half_way_changes_nothing_and_loses_nothing(connected):
    job, killed = job_of(featured(), 300), []
    pids = connected.client.run(os.getpid)

    def kill(done, total):
        at_work = sorted(at for at, tasks in connected.client.processing().items() if tasks)
        if not killed and 0 < done < total and at_work:
            os.kill(pids[at_work[0]], signal.SIGKILL)
            killed.append(at_work[0])

    rows = connected.run(job, kill)
    assert len(killed) == 1
    assert killed[0] not in workers_of(connected.client)
    assert same(rows, on_threads(job, 2))


def test_one_worker_with_threads_until_the_cluster_is_gone(monkeypatch):
    """One cluster that loses its worker, then its scheduler: each loss is told and nothing hangs."""
    job = job_of(featured() | {"horizon_days": 5}, 13)
    long = job_of(featured(), 3000)
    cluster = cluster_of(1, 3)
    try:
        with open_cluster(cluster.scheduler_address) as found:
            assert found.slots == 3
            assert same(found.run(job), on_threads(job))
            found.silence_s = 0.5
            with pytest.raises(EngineError, match="no worker of the cluster is left"):
                found.run(long, lambda done, total: cluster.scale(0))
        with monkeypatch.context() as hasty:
            hasty.setattr(engine_dask, "CONNECT_S", 2.0)
            with pytest.raises(EngineError, match="no workers"):
                simulate("syrym-week", runs=1, engine=cluster.scheduler_address.replace("tcp", "dask"))
        cluster.scale(1)
        with open_cluster(cluster.scheduler_address) as found:
            found.silence_s = 0.5
            with pytest.raises(EngineError, match=r"was lost|no worker"):
                found.run(long, lambda done, total: cluster.close())
    finally:
        cluster.close()


def test_a_worker_that_goes_with_rows_that_nobody_has_fetched_is_told(monkeypatch):
    """Its piece is finished, and then its rows are nowhere: whoever asks for them must not wait for ever."""
    cluster, waited = cluster_of(1), engine_dask._wait

    def wait_and_lose(client, futures, timeout_s):
        finished = waited(client, futures, timeout_s)
        cluster.scale(0)
        while workers_of(client):
            time.sleep(0.05)
        return finished

    try:
        with open_cluster(cluster.scheduler_address) as found:
            found.silence_s = 0.5
            monkeypatch.setattr(engine_dask, "_wait", wait_and_lose)
            with pytest.raises(EngineError, match="no worker of the cluster is left"):
                found.run(job_of(featured(), 3))
    finally:
        cluster.close()


def test_from_the_shell_and_from_python_the_figures_are_those_of_threads(two, capsys):
    engine = two.scheduler_address.replace("tcp", "dask")
    assert simulate("syrym-week", runs=5, engine=engine) == simulate("syrym-week", runs=5)
    for verb in (
        ["run", "syrym-week"],
        ["compare", "syrym-week", "corridor-w2"],
        ["sweep", "syrym-week", "--vary", "checked_pct=10,20"],
    ):
        told = []
        for more in ([], ["--engine", engine]):
            assert run(["sim", *verb, "--runs", "3", "--json", *more]) == 0
            told.append(capsys.readouterr().out)
        assert told[0] == told[1]


def test_a_stop_cancels_the_rest(connected):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(StoppedError) as caught:
        connected.run(job_of(featured(), 200), stop)
    assert 0 < caught.value.mistake.what.values["done"] < 200
    job = job_of(tree(), 2)
    assert same(connected.run(job), on_threads(job)), "the cluster is free for the next"


def test_a_signal_while_it_waits_stops_it_too(connected):
    job = job_of(featured(), 5000)
    # A shell that runs its tests in the background lets them ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    signals = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    signals.start()
    try:
        with pytest.raises(StoppedError):
            connected.run(job)
    finally:
        signals.cancel()
        signal.signal(signal.SIGINT, before)


def test_a_worker_that_would_make_other_bits_is_told_before_the_run(two, monkeypatch):
    own = maker()
    other = msgspec.structs.replace(own, sources="0" * 16)
    monkeypatch.setattr(engine_dask, "maker", lambda: other)
    with pytest.raises(EngineError) as caught, open_cluster(two.scheduler_address):
        raise AssertionError
    told = caught.value.mistake.what.values
    assert (told["what"], told["ours"], told["theirs"]) == ("sources", "0" * 16, own.sources)
    assert told["address"] in two.scheduler.workers


@pytest.mark.parametrize("what", engine_piece.Maker.__struct_fields__)
def test_every_part_of_a_maker_must_be_the_same(what):
    require_same("tcp://127.0.0.1:1", maker())
    with pytest.raises(EngineError, match="differs in"):
        require_same("tcp://127.0.0.1:1", msgspec.structs.replace(maker(), **{what: "other"}))


def test_rows_of_a_worker_that_came_later_and_differs_are_not_taken(connected, monkeypatch):
    other = msgspec.structs.replace(maker(), bits="0" * 16)
    monkeypatch.setattr(engine_dask, "maker", lambda: other)
    with pytest.raises(EngineError, match="differs in") as caught:
        connected.run(job_of(tree(), 4))
    assert caught.value.mistake.what.values["address"] in workers_of(connected.client)


def test_trucks_that_would_not_fit_into_a_worker_are_told_before_the_run(two):
    given = tree(arrivals__mean_per_day=1_000_000, horizon_days=30)
    with pytest.raises(InputError, match="memory holds") as caught:
        simulate(given, runs=2, engine=two.scheduler_address.replace("tcp", "dask"))
    assert [one.where.field for one in caught.value.mistakes] == ["horizon_days"]


def test_a_replication_that_kills_its_worker_is_told(monkeypatch):
    monkeypatch.setattr(engine_dask, "run_piece", _dies)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        cluster_of(1) as cluster,
        open_cluster(cluster.scheduler_address) as found,
        pytest.raises(EngineError, match="were lost") as caught,
    ):
        found.run(job_of(tree(), 1))
    told = caught.value.mistake.what.values
    assert (told["first"], told["last"], told["number"]) == (0, 0, 1)


def _dies(piece):
    os.kill(os.getpid(), signal.SIGKILL)


def test_where_nobody_answers_it_is_told(monkeypatch):
    monkeypatch.setattr(engine_dask, "CONNECT_S", 0.5)
    with pytest.raises(EngineError, match="no scheduler answers"):
        simulate("syrym-week", runs=1, engine="dask://127.0.0.1:9")


def test_no_dead_client_is_collected_while_another_begins(monkeypatch):
    """It would close itself under a lock that the new one holds in the same thread."""
    seen = []

    def begin(*_, **__):
        seen.append(gc.isenabled())
        raise OSError("nobody")

    monkeypatch.setattr(engine_dask, "Client", begin)
    with pytest.raises(EngineError, match="no scheduler answers"), open_cluster("127.0.0.1:9"):
        raise AssertionError
    assert seen == [False]
    assert gc.isenabled()


def test_with_certificates_the_connection_is_encrypted_and_without_them_refused(monkeypatch):
    own = distributed.Security.temporary()
    settings = {
        "distributed.comm.tls.ca-file": own.tls_ca_file,
        "distributed.comm.tls.client.cert": own.tls_client_cert,
        "distributed.comm.tls.client.key": own.tls_client_key,
    }
    job = job_of(tree(), 3)
    with cluster_of(1, protocol="tls://", security=own) as cluster:
        with dask.config.set(settings), open_cluster(cluster.scheduler_address) as found:
            assert found.client.scheduler.address.startswith("tls://")
            assert same(found.run(job), on_threads(job))
        monkeypatch.setattr(engine_dask, "CONNECT_S", 2.0)
        for address in (cluster.scheduler_address, cluster.scheduler_address.replace("tls", "tcp")):
            with pytest.raises(EngineError, match="no scheduler answers"), open_cluster(address):
                raise AssertionError


def test_a_job_that_goes_on_from_a_state_is_not_cut():
    job = job_of(tree(), 4)
    begun = job._replace(ready=job.ready._replace(start=object()))
    with pytest.raises(EngineError, match="begins with an empty border"):
        next(pieces_of(begun, 2))


def test_pieces_are_long_enough_and_enough_for_all():
    week = job_of(featured(), 1000)
    sizes = [piece.count for piece in pieces_of(week, 2)]
    assert sum(sizes) == 1000
    assert 8 <= len(sizes) <= 16
    assert [piece.first for piece in pieces_of(week, 2)] == [sum(sizes[:at]) for at in range(len(sizes))]
    large = job_of(tree(arrivals__mean_per_day=500_000), 9)
    assert [piece.count for piece in pieces_of(large, 1)] == [1] * 9


def test_memory_of_workers_on_one_machine_is_shared(connected):
    machine = next(iter(connected.abouts.values())).memory_bytes
    two_gib = 2 << 30
    assert connected.room_bytes(100) == int(0.7 * min(two_gib, machine / 2))
