"""A draw is what anybody computes from the opened seed with other tools."""

import hashlib
import hmac
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from otkel.app.draws import draw_of, slot_draws
from otkel.app.risk_file import read_rules

SEED = bytes(range(32))
ASKED = {"point": "syrym", "purpose": "checks.exit_control", "passage": 17, "visit": 0}


def test_a_pinned_draw():
    text = b"otkel-draw-1\nsyrym\nchecks.exit_control\n17\n0\n"
    right = int.from_bytes(hmac.new(SEED, text, hashlib.sha256).digest()[:8], "big")
    assert draw_of(SEED, **ASKED) == right == 0x3B8D609D6AE7CE21


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_the_shell_gives_the_same():
    command = (
        "printf 'otkel-draw-1\\nsyrym\\nchecks.exit_control\\n17\\n0\\n' | "
        f"openssl dgst -sha256 -mac HMAC -macopt hexkey:{SEED.hex()}"
    )
    told = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    assert int(told.split()[-1][:16], 16) == draw_of(SEED, **ASKED)


@pytest.mark.parametrize(
    "other",
    [{"point": "shagan"}, {"purpose": "checks.entry_control"}, {"passage": 18}, {"visit": 1}, {"salt": "ab"}],
)
def test_everything_named_goes_into_it(other):
    assert draw_of(SEED, **ASKED | other) != draw_of(SEED, **ASKED)
    assert draw_of(bytes(32), **ASKED) != draw_of(SEED, **ASKED)


def test_a_draw_for_slots_rests_on_all_requests():
    draws = slot_draws(SEED, point="syrym", towards="RU", passages=[3, 4], digest="ab" * 32)
    told = {"point": "syrym", "purpose": "slots.ru", "visit": 0, "salt": "ab" * 32}
    assert draws == {passage: draw_of(SEED, passage=passage, **told) for passage in (3, 4)}
    other = slot_draws(SEED, point="syrym", towards="RU", passages=[3, 4], digest="ac" * 32)
    assert not set(draws.values()) & set(other.values())


GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "draws.md").read_text(encoding="utf-8")


def test_the_lines_of_the_guide_give_the_same():
    told = {}
    exec(re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)[1], told)
    assert told["draw"] == draw_of(told["seed"], **ASKED)


def test_the_rules_of_the_guide_are_rules(tmp_path):
    path = tmp_path / "risk.yaml"
    path.write_text(re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[1])
    path.chmod(0o600)
    assert [rule.id for rule in read_rules(path, tmp_path).rules] == ["garments_cheap", "new_here"]
