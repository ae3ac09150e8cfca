"""The page of scenarios tells every field, and the guide's examples run."""

import re
from pathlib import Path

from otkel.app.study import policy_on, read_vary
from otkel.feeds.yaml_tree import read_yaml_tree
from otkel.sim.scenario_check import check_scenario
from otkel.sim.scenario_fields import fields
from otkel.sim.scenario_file import list_scenarios, plain, read_scenario, vary
from otkel.sim.scenario_timeline import KINDS
from tools import scenario_docs

CHANGES = Path(__file__).parents[2] / "docs" / "guide" / "sim-changes.md"
GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "sim.md").read_text(encoding="utf-8")


def test_every_field_and_every_ground_stands_on_the_page():
    page = scenario_docs.page()
    assert [one.path for one in fields() if f"| `{one.name}` | " not in page or one.meaning not in page] == []
    for name in list_scenarios():
        assert f"\n## {name}\n" in page
        assert all((one.source or one.assumption) in page for one in read_scenario(name, policy_on).grounds)


def test_every_change_stands_on_the_page_and_in_the_guide():
    page, guide = scenario_docs.page(), CHANGES.read_text(encoding="utf-8")
    for what, kind in KINDS.items():
        assert f"| `{what.value}` | {kind.unit} | {kind.span}" in page
        assert f"`{what.value.removesuffix('_pct')}" in guide


def test_the_changes_of_the_guide_are_read():
    changes, of_policy = re.findall(r"```yaml\n(.*?)```", CHANGES.read_text(encoding="utf-8"), re.DOTALL)
    base = plain(read_scenario("syrym-week").scenario)
    weeks = {"begins_on": "2025-10-01", "horizon_days": 30}
    checked = check_scenario(base | read_yaml_tree(changes, "guide").data | weeks)
    assert (len(checked.scenario.changes), len(checked.scenario.when)) == (3, 1)
    (point,) = read_yaml_tree(of_policy, "guide").data["points"]
    points = [one | point if one["name"] == "syrym" else one for one in base["points"]]
    (ruled, *_) = check_scenario(base | weeks | {"points": points}, policy_on).scenario.points
    assert (len(ruled.policy_dates), len(ruled.policy_when)) == (2, 1)


def test_a_changed_page_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(scenario_docs, "PAGE", tmp_path / "scenario.md")
    monkeypatch.setattr("sys.argv", ["scenario_docs.py"])
    assert scenario_docs.main() == 0
    monkeypatch.setattr("sys.argv", ["scenario_docs.py", "--check"])
    assert scenario_docs.main() == 0
    scenario_docs.PAGE.write_text("other", encoding="utf-8")
    assert scenario_docs.main() == 1


def test_the_dozen_lines_of_the_guide_run(capsys):
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    exec(compile(code.replace("runs=50", "runs=2"), "guide", "exec"), {})
    printed = capsys.readouterr().out
    assert re.match(r"\d+ min, -?\d+ to \d+\nsyrym \d", printed)


def test_the_field_that_the_guide_varies_is_one():
    (text,) = re.findall(r"--vary (\S+)", GUIDE)
    field, values = read_vary(text)
    assert vary(read_scenario("syrym-week"), {field: values[0]}).scenario.points[0].shifts[0].entry == 4
