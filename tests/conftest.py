"""What every test shares: how hard the property tests look, a fresh law, and its own surroundings."""

import gc
import os
import sys

from hypothesis import HealthCheck, settings

from otkel.app.settings import read_settings
from otkel.law.corpus import LawDay, read_rulebook

# A mutation run starts the session anew in one process, which looks like another executor.
_unasked = [HealthCheck.too_slow, HealthCheck.differing_executors]
_calm = {"deadline": None, "suppress_health_check": _unasked, "database": None}
# The same examples in every run: a red test is red for everybody. `verify` looks for new ones.
settings.register_profile("default", max_examples=60, derandomize=True, **_calm)
settings.register_profile("verify", max_examples=2000, derandomize=False, **_calm)
settings.load_profile(os.environ.get("OTKEL_HYPOTHESIS", "default"))


def pytest_sessionstart() -> None:
    """Forget what was read before the session: a forked test run must ask the law anew.

    A law of a day that a test module holds stays the same object, so it is emptied, not replaced.
    """
    for thing in gc.get_objects():
        if type(thing) is LawDay:
            thing._lookups.clear()
            thing._remembered.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith(("otkel.law", "otkel.facts")):
            for thing in vars(module).values():
                if thing is not read_rulebook and hasattr(thing, "cache_clear"):
                    thing.cache_clear()


def pytest_runtest_setup() -> None:
    """Let each test read its surroundings anew.

    They are read once a process: else the keys folder that one test set would be that of all after it in the
    same worker, and processes that they start would look for their keys elsewhere.
    """
    read_settings.cache_clear()
