"""All three stores keep the promise of `submit` and `find_by_key`."""

import contextlib

import pytest

from otkel.ledger.opening import open_store
from tests.contract.acts import FIRST_US, drafts, ticking
from tests.contract.submitting import SubmittingContract


class TestSubmitting(SubmittingContract):
    @pytest.fixture(params=["memory", "sqlite", "postgres"])
    def store(self, request, tmp_path):
        addresses = {"memory": lambda: "memory:", "sqlite": lambda: f"sqlite:///{tmp_path}/ledger.db"}
        find = addresses.get(request.param) or (lambda: request.getfixturevalue("postgres_url"))
        store = open_store(find(), ticking())
        yield store
        store.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_an_act_that_is_repeated_after_a_restart_is_answered_with_what_is_stored(kind, request, tmp_path):
    address = f"sqlite:///{tmp_path}/ledger.db"
    if kind == "postgres":
        address = request.getfixturevalue("postgres_url")
    with contextlib.closing(open_store(address, ticking())) as store:
        store.append("b", drafts(tag=1), client_key="0")
        receipt = store.append("a", drafts(3), client_key="1")
        before = list(store.read_rows())
        events = store.find_by_key("1")
    with contextlib.closing(open_store(address, ticking(FIRST_US + 1_000_000))) as store:
        for fresh in range(2):  # also when the writer remembers its streams again
            again = store.submit("a", drafts(3), client_key="1", expected_version=0)
            repeated = again.wait()
            assert repeated.repeated
            assert (repeated.first_position, repeated.version) == (receipt.first_position, receipt.version)
            assert {again.recorded_us} == {event.recorded_us for event in events}
            assert store.find_by_key("1") == events
            assert list(store.read_rows(up_to=4)) == before
            store.append("a", drafts(tag=7), client_key=f"new{fresh}")
