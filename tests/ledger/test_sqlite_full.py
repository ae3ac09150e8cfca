"""A full disk and a broken one give a clear error and lose nothing that was acknowledged."""

import contextlib
import os
import resource
import shutil
import subprocess
import threading

import pytest

from otkel.errors import LedgerFullError, LedgerUnreachableError
from otkel.ledger.opening import open_store
from tests.contract.acts import drafts, ticking
from tests.contract.crash import require_in_order


@pytest.fixture
def store(tmp_path):
    with contextlib.closing(open_store(f"sqlite:///{tmp_path}/ledger.db", ticking())) as store:
        yield store


@pytest.fixture
def small_disk(tmp_path):
    """Give a folder with little room, and take it away afterwards."""
    mount = shutil.which("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = [str(mount), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if mount is None or os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root can make a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def limit_pages(store, more):
    """Let the file grow by `more` pages only."""

    def limit(connection):
        connection.pragma("max_page_count", connection.pragma("page_count") + more)

    store.write(limit)


def fill(store, error=LedgerFullError):
    """Append until it is refused; give how many acts are there then."""
    number = store.head() // 20
    with contextlib.suppress(error):
        while fill_one(store, number):
            number += 1
    with pytest.raises(error, match="repeat"):
        fill_one(store, number)
    return number


def fill_one(store, number):
    return store.append("a", drafts(20, tag=number), client_key=f"fill/{number}")


def require_all(store, acts):
    require_in_order(store)
    assert store.head() == acts * 20
    for number in range(acts):
        assert fill_one(store, number).repeated
    assert list(store.check_columns()) == list(store.check_file()) == []


def test_a_file_that_may_not_grow_refuses_and_goes_on_when_it_may(store):
    limit_pages(store, 8)
    acts = fill(store)
    assert acts > 0
    require_all(store, acts)
    limit_pages(store, 1000)
    receipt = fill_one(store, acts)
    assert (receipt.first_position, receipt.repeated) == (acts * 20 + 1, False)


def test_an_act_that_is_too_big_does_not_fail_those_beside_it(store):
    limit_pages(store, 8)
    hold, held = threading.Event(), threading.Event()

    def block(_):
        held.set()
        hold.wait(10)

    blocking = threading.Thread(target=lambda: store.write(block))
    blocking.start()
    held.wait(10)
    outcomes = {}

    def one(name, count):
        try:
            outcomes[name] = store.append(name, drafts(count), client_key=name)
        except LedgerFullError as error:
            outcomes[name] = error

    threads = [threading.Thread(target=one, args=args) for args in (("a", 1), ("big", 2000), ("b", 1))]
    for thread in threads:
        thread.start()
    hold.set()
    for thread in [blocking, *threads]:
        thread.join(10)
    assert isinstance(outcomes.pop("big"), LedgerFullError)
    assert sorted(receipt.first_position for receipt in outcomes.values()) == [1, 2]
    assert store.version("big") == 0


def test_a_full_disk_refuses_and_the_ledger_goes_on_when_there_is_room(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    with contextlib.closing(open_store(f"sqlite:///{small_disk}/ledger.db", ticking())) as store:
        acts = fill(store)
        assert acts > 0
        assert fill(store) == acts
        require_all(store, acts)
        ballast.unlink()
        more = fill(store)
        assert more > acts
        require_all(store, more)
    shutil.copytree(small_disk, small_disk.parent / "elsewhere")
    with contextlib.closing(
        open_store(f"sqlite:///{small_disk.parent}/elsewhere/ledger.db", ticking())
    ) as store:
        require_all(store, more)
        assert fill_one(store, more).first_position == more * 20 + 1


def test_no_ledger_is_made_where_there_is_no_room(small_disk):
    with contextlib.suppress(OSError):
        (small_disk / "ballast").write_bytes(bytes(2_000_000))
    with pytest.raises(LedgerFullError, match="make room"):
        open_store(f"sqlite:///{small_disk}/ledger.db", ticking())


def test_a_disk_that_does_not_write_is_told_and_the_ledger_goes_on(store):
    fill_one(store, 0)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))  # of any file [bytes]
    try:
        acts = fill(store, LedgerUnreachableError)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    require_all(store, acts)
    assert fill_one(store, acts).first_position == acts * 20 + 1
