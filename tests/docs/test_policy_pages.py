"""The page of policies tells every field and every preset, and the guide's example is a policy."""

import re
from datetime import date
from pathlib import Path

from otkel.app.policies import list_presets, read_policy_file
from otkel.queueing.discipline import fields
from tools import policy_docs

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guide" / "queue-policy.md").read_text(encoding="utf-8")
ON = date(2026, 11, 28)


def test_every_field_and_every_preset_stands_on_the_page():
    page = policy_docs.page()
    for field in fields():
        assert f"| `{field.name}` | " in page
        assert field.meaning in page
    for name, preset in list_presets().items():
        assert page.count(f"## {name}\n") == 1
        assert all(one in page for one in preset.notes.not_modelled)
        assert all(one.address in page for one in preset.notes.sources)
        assert all(one.why in page for one in preset.notes.assumptions)


def test_a_value_of_law_names_its_provision_and_an_assumption_is_called_one():
    page = policy_docs.page()
    law = "| `groups.out_of_turn.cap_pct` | 5 | % | **Law** [queue.kz.share.out_of_turn](../law/queue.md) |"
    assert law in page
    assert "| `late_min` | -10 | min | **Law** [queue.ru.arrive.late_min](../law/queue.md) |" in page
    assert "| `plan_per_day` | 480 | trucks | assumed |" in page
    assert "- `late_min`, open: queue.kz.grace is not known on this day" in page


def test_every_row_of_the_page_has_the_cells_of_its_head():
    cells = 0
    for line in policy_docs.page().splitlines():
        found = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert found == 0 or cells in (0, found), line
        cells = found


def test_a_changed_page_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(policy_docs, "PAGE", tmp_path / "policy.md")
    monkeypatch.setattr("sys.argv", ["policy_docs.py"])
    assert policy_docs.main() == 0
    monkeypatch.setattr("sys.argv", ["policy_docs.py", "--check"])
    assert policy_docs.main() == 0
    policy_docs.PAGE.write_text("other", encoding="utf-8")
    assert policy_docs.main() == 1


def test_the_example_of_the_guide_is_a_policy():
    (text,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    resolved = read_policy_file(text.encode(), ON, "guide.yaml")
    policy = resolved.policy
    assert (policy.name, policy.day_trucks, policy.strip_places, policy.early_min) == (
        "kairak-out",
        620,
        45,
        180,
    )
    assert {one.name: one.cap_pct for one in policy.classes}["accelerated"] == 1
    assert resolved.provisions["classes.post_operator.cap_pct"] == "queue.kz.share.post"


def test_the_guide_names_every_preset():
    assert [name for name in list_presets() if f"`{name}`" not in GUIDE] == []
