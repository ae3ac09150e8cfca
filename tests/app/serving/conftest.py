"""A crossing point whose queue is open, for the tests of deciders that run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.queue_post import Post


@pytest.fixture
def post(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Post:
    made = Post(tmp_path, capsys)
    made.must("open", "--policy", str(made.policy), at="08:00")
    return made
