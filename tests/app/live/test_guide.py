"""What the guide of the live crossing shows works as it stands there."""

import re
from pathlib import Path

from otkel.app.live.acts import Recorded
from otkel.app.live.decider import TRIES
from otkel.app.live.snapshots import EVERY
from otkel.queueing.decide import BACK_S

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "live.md"


def test_the_example_of_the_guide_runs(tmp_path, monkeypatch):
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(example, names)
    assert isinstance(names["answer"], Recorded)
    assert names["now"].point == "syrym"


def test_the_numbers_of_the_guide_are_those_of_the_code():
    text = GUIDE.read_text(encoding="utf-8")
    assert f"up to {BACK_S:.0f} s behind" in text
    assert f"every {EVERY:,} events" in text
    assert f"overtaken {TRIES} times" in text
