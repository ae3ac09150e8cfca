"""Seeds are durable before they are published, for their owner alone, and secret until their time is over."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from otkel.app.seeds import find_seed, get_seed, list_seeds, new_seed, open_seed, slots_period
from otkel.errors import InputError, LedgerError

TIME = {"point": "syrym", "purpose": "slots.ru", "from_us": 1000, "to_us": 2000}


@pytest.fixture
def keys(tmp_path):
    return tmp_path / "otkel.db.keys"


def files(keys):
    return sorted((keys / "seeds").iterdir())


def test_a_seed_is_kept_and_found_by_its_digest(keys):
    seed = new_seed(keys, **TIME)
    assert len(seed.secret) == 32
    assert seed.digest == sha256(seed.secret).hexdigest()
    assert find_seed(keys, seed.digest) == get_seed(keys, seed.digest) == seed
    assert list_seeds(keys) == (seed,)


def test_only_its_owner_may_read_it(keys):
    new_seed(keys, **TIME)
    assert [stat.S_IMODE(path.stat().st_mode) for path in files(keys)] == [0o600]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (keys, keys / "seeds")} == {0o700}


def test_there_is_one_seed_for_a_time_however_often_one_asks(keys):
    first = new_seed(keys, **TIME)
    assert new_seed(keys, **TIME) == first
    changes = ({"purpose": "checks"}, {"to_us": 3000}, {"point": "shagan"}, {"from_us": 999})
    others = [new_seed(keys, **TIME | change) for change in changes]
    assert len({one.digest for one in [first, *others]}) == 5


def test_many_who_make_it_at_once_have_the_same(keys):
    gate = threading.Barrier(8)

    def make(_):
        gate.wait()
        return new_seed(keys, **TIME).digest

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make, range(8)))) == 1
    assert len(files(keys)) == 1


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files have no names here")
def test_it_is_durable_before_anybody_learns_its_digest(keys, monkeypatch):
    done = []
    sync, rename = os.fsync, Path.rename

    def note_sync(descriptor):
        synced = Path(f"/proc/self/fd/{descriptor}").readlink()
        done.append(synced.name if synced.is_dir() else "file")
        sync(descriptor)

    def note_rename(self, target):
        done.append("name")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    new_seed(keys, **TIME)
    assert done == [keys.name, keys.parent.name, "file", "name", "seeds"]


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_crash_on_the_way_leaves_nothing_that_was_promised(keys, monkeypatch, step):
    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*((os, "fsync", crash) if step == "fsync" else (Path, "rename", crash)))
        with pytest.raises(KeyboardInterrupt):
            new_seed(keys, **TIME)
    assert list_seeds(keys) == ()
    seed = new_seed(keys, **TIME)
    assert [path.suffix for path in files(keys)] == [".seed"]
    assert find_seed(keys, seed.digest) == seed


def test_a_full_disk_is_told(keys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerError, match="No space left"):
        new_seed(keys, **TIME)


@pytest.mark.parametrize("wrong", [{"to_us": 999}, {"point": "../x"}, {"purpose": "A b"}, {"purpose": ""}])
def test_what_is_no_time_or_no_name_is_refused(keys, wrong):
    with pytest.raises(ValueError, match="needs"):
        new_seed(keys, **TIME | wrong)


@pytest.mark.parametrize("at_us", [0, 1000, 1999, 2000])
def test_it_is_not_opened_before_its_time_is_over(keys, at_us):
    seed = new_seed(keys, **TIME)
    with pytest.raises(InputError, match="not over") as refused:
        open_seed(keys, seed.digest, at_us)
    assert seed.secret.hex() not in str(refused.value)
    assert open_seed(keys, seed.digest, 2001) == seed.secret.hex()


def test_no_text_of_it_tells_the_secret(keys):
    seed = new_seed(keys, **TIME)
    for text in (repr(seed), str(seed), f"{seed}"):
        assert seed.secret.hex() not in text
        assert repr(seed.secret) not in text


@pytest.mark.parametrize("digest", ["ab" * 32, "*", "../../x", "", "AB" * 32])
def test_a_lost_seed_is_told_with_what_follows(keys, digest):
    new_seed(keys, **TIME)
    assert find_seed(keys, digest) is None
    with pytest.raises(InputError) as refused:
        open_seed(keys, digest, 5000)
    assert "bring a copy" in refused.value.mistakes[0].do.text


def test_nothing_is_found_where_there_is_no_folder(keys):
    assert find_seed(keys, "ab" * 32) is None
    assert list_seeds(keys) == ()
    assert not keys.exists()


def test_a_file_open_to_others_is_refused(keys):
    seed = new_seed(keys, **TIME)
    files(keys)[0].chmod(0o640)
    for ask in (lambda: find_seed(keys, seed.digest), lambda: new_seed(keys, **TIME)):
        with pytest.raises(LedgerError, match="chmod 600"):
            ask()


def test_a_changed_file_is_noticed(keys):
    seed = new_seed(keys, **TIME)
    path = files(keys)[0]
    stored = msgspec.json.decode(path.read_bytes())
    for change in ({"seed": "00" * 32}, {"to_us": 1500}, {"point": "shagan"}):
        path.write_bytes(msgspec.json.encode(stored | change))
        with pytest.raises(LedgerError, match="not the seed it was"):
            find_seed(keys, seed.digest)
    for data in (b"", b"{}", b"\xff", msgspec.json.encode(stored)[:-9], b"[" * 900):
        path.write_bytes(data)
        with pytest.raises(LedgerError, match="no seed"):
            find_seed(keys, seed.digest)


def test_a_damaged_file_holds_up_no_other(keys):
    seed = new_seed(keys, **TIME)
    new_seed(keys, **TIME | {"purpose": "checks"})
    next(path for path in files(keys) if "checks" in path.name).write_bytes(b"")
    assert find_seed(keys, seed.digest) == seed


def test_the_seed_of_a_days_slots_serves_until_the_day_begins():
    assert slots_period(864_000_000_000, 3) == (604_800_000_000, 864_000_000_000)


def test_a_seed_may_serve_one_instant_and_its_folder_may_lie_deep(tmp_path):
    seed = new_seed(tmp_path / "a" / "b", point="syrym", purpose="checks", from_us=5, to_us=5)
    assert find_seed(tmp_path / "a" / "b", seed.digest) == seed
