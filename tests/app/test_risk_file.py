"""The file of risk rules: private, told by row where it is wrong, and bound to a salt that is kept."""

import stat

import pytest

from otkel.app.risk_file import RULES, SALT, find_rules, read_rules
from otkel.errors import InputError, LedgerError
from otkel.queueing.risk import rules_digest, score

TEXT = """\
rules:
  - id: garments
    reason: goods_undervalued
    points: 60
    when:
      hs4: {in: [6103, 0603]}
      declared_value_usd_per_kg: {at_most: 2.5}
"""


@pytest.fixture
def keys(tmp_path):
    write(tmp_path, TEXT)
    return tmp_path


def write(folder, text, mode=0o600):
    (folder / RULES).write_text(text)
    (folder / RULES).chmod(mode)


def test_a_code_keeps_its_noughts(keys):
    found = find_rules(keys)
    assert score(found.rules, {"hs4": "0603", "declared_value_usd_per_kg": 2.5}).points == 60
    assert score(found.rules, {"hs4": "603", "declared_value_usd_per_kg": 2.5}).points == 0


def test_without_a_file_there_are_no_rules(tmp_path):
    assert find_rules(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_salt_is_made_once_and_for_its_owner_alone(keys):
    first = find_rules(keys)
    assert stat.S_IMODE((keys / SALT).stat().st_mode) == 0o600
    assert find_rules(keys) == first
    assert sorted(path.name for path in keys.iterdir()) == [SALT, RULES]
    assert first.digest == rules_digest(first.rules, bytes.fromhex((keys / SALT).read_text()))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_a_file_open_to_others_is_refused(keys, mode):
    (keys / RULES).chmod(mode)
    with pytest.raises(InputError, match="may be read by others"):
        find_rules(keys)


def test_a_salt_open_to_others_or_spoilt_is_refused(keys):
    find_rules(keys)
    (keys / SALT).chmod(0o644)
    with pytest.raises(LedgerError, match="chmod 600"):
        find_rules(keys)
    (keys / SALT).chmod(0o600)
    for text in ("", "zz", "00" * 31, "é"):
        (keys / SALT).write_text(text, encoding="utf-8")
        with pytest.raises(LedgerError, match="copy back"):
            find_rules(keys)


def test_each_mistake_has_its_row(keys):
    write(keys, TEXT.replace("2.5", "cheap").replace("60", "9999").replace("hs4", "driver_name"))
    with pytest.raises(InputError) as refused:
        find_rules(keys)
    found = {(one.where.file, one.where.row, one.where.field) for one in refused.value.mistakes}
    assert found == {
        (RULES, 4, "rules[0].points"), (RULES, 6, "rules[0].when.driver_name"),
        (RULES, 7, "rules[0].when.declared_value_usd_per_kg.at_most"),
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "- a", "rules: &a []", "rules: !x []", "a: 1\na: 2", "rules: [", "\t"])
def test_what_is_no_file_of_rules_is_refused_without_talk_of_trips(keys, text):
    write(keys, text)
    with pytest.raises(InputError) as refused:
        find_rules(keys)
    assert not [one for one in refused.value.mistakes if "trip" in one.do.text or "trip" in one.what.text]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_rules(tmp_path / "none.yaml", tmp_path)
