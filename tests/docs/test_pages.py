"""Pages lead somewhere, tell nothing of the machine they were written on, and follow the rulebook."""

import re
from pathlib import Path

import pytest

from otkel.law.corpus import read_rulebook
from tools import changelog, law_docs

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "verification").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!<?https?:)([^)#\s]+)(?:#[^)]*)?\)")
MACHINE = re.compile(r"(?<![\w.])/(?:work|opt|root|home|tmp|usr/local)/")


def ids(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_links_lead_to_files(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_a_page_names_no_place_on_a_machine(page):
    assert MACHINE.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.txt")), ids=lambda lock: lock.name)
def test_a_lock_file_has_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert re.findall(r"://|file:|--index|--extra-index|--find-links|^[./]", text, re.MULTILINE) == []


def test_every_decision_is_in_the_list():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[^)]+)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("0*.md"))


def test_every_provision_and_every_source_it_cites_stands_on_its_page():
    book = read_rulebook()
    made = law_docs.pages(book)
    for provision in book.provisions.values():
        page = made[f"{provision.subject}.md"]
        assert page.count(f"## `{provision.id}`\n") == 1
        assert all(f"- {key}: " in page for key in provision.sources)


def test_a_cell_of_a_page_stays_one_cell():
    assert law_docs._plain("a | b\nc") == "a \\| b c"


def test_a_changed_page_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(law_docs, "PAGES", tmp_path)
    assert law_docs.main([]) == 0
    assert law_docs.main(["--check"]) == 0
    (tmp_path / "index.md").write_text("another", encoding="utf-8")
    assert law_docs.main(["--check"]) == 1
    (tmp_path / "stale.md").write_text("of a subject that is gone", encoding="utf-8")
    assert law_docs.main([]) == 0
    assert not (tmp_path / "stale.md").exists()


def test_fragments_become_a_section_and_then_a_release(tmp_path, monkeypatch):
    monkeypatch.setattr(changelog, "CHANGES", tmp_path)
    monkeypatch.setattr(changelog, "LOG", tmp_path / "log.txt")
    (tmp_path / "one.md").write_text("It can\ncount.\n", encoding="utf-8")
    assert changelog.main(["--check"]) == 1
    assert changelog.main([]) == 0
    assert changelog.main(["--check"]) == 0
    assert "## Not released yet\n\n- It can count.\n" in changelog.LOG.read_text(encoding="utf-8")
    changelog.main(["--release", "1.0"])
    assert list(tmp_path.glob("*.md")) == []
    (tmp_path / "two.md").write_text("It can speak.\n", encoding="utf-8")
    changelog.main([])
    log = changelog.LOG.read_text(encoding="utf-8")
    assert log.index("It can speak.") < log.index("## 1.0") < log.index("It can count.")
