"""One thing has one word: the glossary is complete, and its "not" words are never said to a user."""

import re
from functools import lru_cache
from pathlib import Path

import pytest

from tools.words import collect

ROOT = Path(__file__).parents[2]
TEXT = " ".join((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").split())
ENTRIES = re.findall(r"- \*\*(.+?)\*\*: (.+?)(?= - \*\*| ## |$)", TEXT)

# The design's own words; a word that gets a meaning is added to both.
TERMS = """crossing point, passage, carrier, driver, vehicle, trailer, consignment, consignor, consignee,
exit control, strip, entry control, roadside check, waiting area, call, place in line, slot, booking, no-show,
document check, examination, selection, release, intake release, stay, day of presence, counting window,
instrument, provision, citation, phase, switch, finding, cure, undecided, refusal, readiness,
backlog, batch, proof of place, seed, waiting time, sojourn time,
dwell time, throughput, load, utilisation, blocking, balking, reneging, scenario, replication, warm-up,
common random numbers, event, incident, consent, world event"""


def forbidden():
    return [
        word
        for _, text in ENTRIES
        for marked in re.findall(r"\*Not: (.+?)\.\*", text)
        for word in marked.split(", ")
    ]


@lru_cache(maxsize=1)
def said():
    """Give every text that is said to a user."""
    return [one for text in collect() for one in ((text,) if isinstance(text, str) else text)]


def test_every_term_is_explained_once():
    assert [name.lower() for name, _ in ENTRIES] == [term.strip() for term in TERMS.split(",")]


def test_every_explanation_is_a_sentence():
    assert [name for name, text in ENTRIES if not re.match(r".+\.(\*)?$", text.strip())] == []


@pytest.mark.parametrize("word", forbidden())
def test_a_word_that_is_not_ours_is_never_said(word):
    wrong = re.compile(rf"\b{re.escape(word)}s?\b", re.IGNORECASE)
    assert [text for text in said() if wrong.search(text)] == []
