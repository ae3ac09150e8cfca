"""The sessions in the README and the guides are real: run, they print what stands there."""

import pytest

from tools import readme


@pytest.mark.parametrize("page", readme.pages(), ids=lambda page: page.name)
def test_a_session_prints_what_stands_there(page):
    text = page.read_text(encoding="utf-8")
    assert readme.renewed(text) == text


def test_the_readme_checks_a_truck():
    session = readme.SESSION.search((readme.ROOT / "README.md").read_text(encoding="utf-8"))[1]
    assert "$ otkel check " in session
    assert "→" in session, "a cure is shown"


def test_a_session_that_prints_something_else_is_seen():
    page = "before\n```console\n$ echo one\nanother\n$ echo a \\\n  b\n```\nafter\n"
    assert readme.renewed(page) == "before\n```console\n$ echo one\none\n$ echo a \\\n  b\na b\n```\nafter\n"
