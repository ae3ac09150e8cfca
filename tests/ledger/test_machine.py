"""Whatever is done in whatever order: memory and the file answer as the plain model does."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings

from otkel.ledger.opening import open_store
from tests.ledger.machine import LedgerMachine


class MemoryMachine(LedgerMachine):
    def new_store(self, now_us):
        return open_store("memory:", now_us)


class SqliteMachine(LedgerMachine):
    outlives = True

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())

    def new_store(self, now_us):
        return open_store(f"sqlite:///{self.folder}/ledger.db", now_us)

    def teardown(self):
        super().teardown()
        shutil.rmtree(self.folder)


TestMemoryMachine = MemoryMachine.TestCase
TestMemoryMachine.settings = settings(max_examples=40, stateful_step_count=30)
TestSqliteMachine = SqliteMachine.TestCase
TestSqliteMachine.settings = settings(max_examples=15, stateful_step_count=30)
