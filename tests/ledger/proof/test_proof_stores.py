"""Where nodes and heads are kept: one promise, in memory, in SQLite and in PostgreSQL."""

import contextlib

import apsw
import psycopg
import pytest

from otkel.errors import LedgerClosedError, LedgerDamagedError, LedgerError, UnknownNameError
from otkel.ledger.opening import open_store
from otkel.ledger.proof.growing import grow, make_head
from otkel.ledger.proof.nodes import MemoryNodes
from otkel.ledger.proof.tree import leaf_hash
from otkel.ledger.proof_opening import open_proof_store
from otkel.ledger.sqlite_proof import SqliteProofStore
from tests.contract.acts import ticking
from tests.ledger.proof.helpers import KEY, OTHER, RowStore, row


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def proofs(request, tmp_path):
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path}/a.db"}.get(request.param)
    with opened(url or request.getfixturevalue("postgres_url")) as proofs:
        yield proofs


@contextlib.contextmanager
def opened(url):
    """Give the proofs beside a ledger."""
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(contextlib.closing(open_store(url, ticking())))
        yield stack.enter_context(contextlib.closing(open_proof_store(url, store)))


@pytest.fixture
def file(tmp_path):
    """Give an SQLite file with a tree of 600 leaves and a head."""
    path = tmp_path / "a.db"
    proofs = SqliteProofStore(path)
    make_head(RowStore(600), proofs, KEY, lambda: 7)
    proofs.close()
    return path


def test_an_empty_one(proofs):
    assert (proofs.size(), proofs.find_tile(0, 0), proofs.find_head()) == (0, None, None)
    assert list(proofs.read_heads()) == []


def test_it_gives_back_what_it_was_given(proofs):
    store = RowStore(300)
    grow(store, proofs)
    store.record(66_000)
    grow(store, proofs, batch=10_000)
    whole = MemoryNodes()
    whole.add([leaf_hash(row(position)) for position in range(1, 66_301)])
    assert proofs.size() == 66_300
    assert {place: proofs.find_tile(*place) for place in whole.tiles} == whole.tiles
    assert proofs.find_tile(0, 259) is None


def test_a_tile_only_grows(proofs):
    proofs.put({(0, 0): b"a" * 64})
    proofs.put({(0, 0): b"a" * 32})
    assert proofs.find_tile(0, 0) == b"a" * 64
    with pytest.raises(LedgerDamagedError, match="other nodes"):
        proofs.put({(0, 1): b"c" * 32, (0, 0): b"a" * 32 + b"b" * 64})
    assert proofs.find_tile(0, 1) is None  # together or not at all


def test_heads_come_in_order_of_size_and_time(proofs):
    store = RowStore(3)
    small = make_head(store, proofs, KEY, lambda: 5)
    store.record(2)
    large = make_head(store, proofs, KEY, lambda: 6)
    newer = make_head(store, proofs, OTHER, lambda: 4)
    assert [size for size, _ in proofs.read_heads()] == [3, 5, 5]
    assert proofs.find_head() == newer
    assert (small.size, large.size) == (3, 5)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_two_that_grow_at_once_do_not_harm_each_other(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path}/a.db" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    store = RowStore(500)
    with opened(url) as one, opened(url) as two:
        grow(store, one)
        store.record(400)
        grow(store, two)
        assert grow(store, one) == two.size() == 900


def test_the_database_itself_refuses_changes(file):
    connection = apsw.Connection(str(file))
    for statement in (
        "UPDATE tree_head SET size = 1",
        "DELETE FROM tree_head",
        "REPLACE INTO tree_head (number, size, signed) VALUES (1, 9, x'00')",
        "UPDATE node_tile SET hashes = zeroblob(64) WHERE idx = 0",
        "UPDATE node_tile SET idx = 77 WHERE idx = 0",
        "UPDATE node_tile SET hashes = substr(hashes, 1, 32) WHERE idx = 0",
    ):
        with pytest.raises(apsw.ConstraintError):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("role", ["origin", "replica"])
def test_postgresql_itself_refuses_changes(postgres_url, role):
    with opened(postgres_url) as proofs:
        made = make_head(RowStore(600), proofs, KEY, lambda: 7)
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"SET session_replication_role = {role}")
            for statement in (
                "UPDATE tree_head SET size = 1",
                "DELETE FROM tree_head",
                "TRUNCATE tree_head",
                "UPDATE node_tile SET hashes = decode(repeat('00', 64), 'hex') WHERE idx = 0",
                "UPDATE node_tile SET idx = 77 WHERE idx = 0",
                "UPDATE node_tile SET hashes = substr(hashes, 1, 32) WHERE idx = 0",
            ):
                with pytest.raises(psycopg.errors.RestrictViolation, match=r"only grows|never changed"):
                    connection.execute(statement)
        assert (proofs.size(), proofs.find_head()) == (600, made)


def test_it_is_there_after_it_was_closed_in_postgresql(postgres_url):
    with opened(postgres_url) as proofs:
        made = make_head(RowStore(300), proofs, KEY, lambda: 7)
    with opened(postgres_url) as proofs:
        assert (proofs.size(), proofs.find_head()) == (300, made)
    with pytest.raises(LedgerClosedError):
        proofs.put_head(made)


def test_an_address_without_proofs_is_told():
    with pytest.raises(UnknownNameError, match="nowhere:"):
        open_proof_store("nowhere:", None)


def test_it_is_there_after_it_was_closed(file):
    proofs = SqliteProofStore(file)
    assert proofs.size() == 600
    assert (proofs.find_head().size, proofs.find_head().timestamp_us) == (600, 7)
    proofs.close()
    with pytest.raises(LedgerClosedError):
        proofs.size()


def test_what_is_no_database_is_told(tmp_path):
    (tmp_path / "a.db").write_bytes(b"no database" * 1000)
    with pytest.raises(LedgerDamagedError):
        SqliteProofStore(tmp_path / "a.db")
    with pytest.raises(LedgerError):
        SqliteProofStore(tmp_path / "no folder" / "a.db")


def test_a_tile_of_another_length_is_told(file):
    connection = apsw.Connection(str(file))
    connection.execute("PRAGMA ignore_check_constraints = 1; DROP TRIGGER node_tile_only_grows")
    connection.execute("UPDATE node_tile SET hashes = substr(hashes, 1, 31)")
    connection.close()
    proofs = SqliteProofStore(file)
    with pytest.raises(LedgerDamagedError, match="whole hashes"):
        proofs.size()
    proofs.close()
