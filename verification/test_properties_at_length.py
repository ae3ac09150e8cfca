"""Claim: the laws of the property tests hold for examples that were never tried before."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_property_tests_hold_for_new_examples():
    surroundings = {**os.environ, "OTKEL_HYPOTHESIS": "verify"}
    command = [sys.executable, "-m", "pytest", "tests/property", "-p", "no:xdist"]
    assert subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode == 0
