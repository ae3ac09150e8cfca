"""All three stores keep the promise of `submit` and `find_by_key`."""

import pytest

from otkel.ledger.opening import open_store
from tests.contract.acts import ticking
from tests.contract.submitting import SubmittingContract


class TestSubmitting(SubmittingContract):
    @pytest.fixture(params=["memory", "sqlite", "postgres"])
    def store(self, request, tmp_path):
        addresses = {"memory": lambda: "memory:", "sqlite": lambda: f"sqlite:///{tmp_path}/ledger.db"}
        find = addresses.get(request.param) or (lambda: request.getfixturevalue("postgres_url"))
        store = open_store(find(), ticking())
        yield store
        store.close()
