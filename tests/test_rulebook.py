"""The rulebook as a whole: it is sound, and nothing in it lies unused without a word."""

import ast
import re
from pathlib import Path

from otkel.law.corpus import read_rulebook

BOOK = read_rulebook()
LAW = Path(__file__).parents[1] / "src" / "otkel" / "law"
ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
# A number, a range as a source tells it, or None: an entry that ends what stood before.
NUMBER = re.compile(r"\d+(\.\d+)?( to \d+)?|None")
COUNTED = {"day", "hour", "minute", "km", "%", "RUB", "KZT", "MRP", "t", "year", "month", "km/h"}

# Sources kept although no provision and no switch cites them, and why.
KEPT_SOURCES = {
    "A53": "a worked example of the Schengen area; it is a story",
    "A54": "a published case of the Schengen area; it is a story",
}


def code():
    for path in sorted(LAW.rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def written():
    """Give every text constant of the law's code."""
    return {
        node.value
        for tree in code()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def asked():
    """Give every id that the code asks by name: `law.look("…")`."""
    return {
        node.args[0].value
        for tree in code()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "look"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_id_that_the_code_asks_exists():
    assert asked() - BOOK.provisions.keys() == set()


def test_a_provision_is_asked_by_code_or_says_why_not():
    constants = written()
    unread = [p.id for p in BOOK.provisions.values() if not p.not_coded and p.id not in constants]
    assert unread == []


def test_a_provision_that_code_asks_does_not_say_it_is_not_coded():
    asked_by_code = asked()
    assert [p.id for p in BOOK.provisions.values() if p.not_coded and p.id in asked_by_code] == []


def test_an_id_is_stable_dotted_words():
    assert [p.id for p in BOOK.provisions.values() if not ID.fullmatch(p.id)] == []


def test_a_question_is_one_sentence():
    wrong = [p.id for p in BOOK.provisions.values() if not p.question.endswith("?") or "\n" in p.question]
    assert wrong == []


def test_a_value_is_what_its_unit_says():
    wrong = []
    for provision in BOOK.provisions.values():
        for entry in provision.entries:
            value = entry.value
            if provision.unit == "yes/no" and not (isinstance(value, bool) or value is None):
                wrong.append((provision.id, value))
            counts = value.values() if isinstance(value, dict) else [value]
            if provision.unit in COUNTED and not all(NUMBER.fullmatch(str(count)) for count in counts):
                wrong.append((provision.id, value))
    assert wrong == []


def test_a_number_is_never_a_float():
    """A float would lose hundredths: rates and amounts are whole numbers or text."""
    wrong = [p.id for p in BOOK.provisions.values() for entry in p.entries if isinstance(entry.value, float)]
    assert wrong == []


def test_every_switch_turns_some_provision():
    turned = {p.switch for p in BOOK.provisions.values()}
    assert BOOK.switches.keys() - turned == set()


def test_a_switch_has_its_default_among_at_least_two_options():
    assert [k for k, s in BOOK.switches.items() if s.default not in s.options or len(s.options) < 2] == []


def test_every_source_is_cited_or_kept_for_a_reason():
    cited = {key for p in BOOK.provisions.values() for key in p.sources}
    cited |= {key for p in BOOK.provisions.values() for entry in p.entries for key in entry.sources}
    cited |= {key for switch in BOOK.switches.values() for key in switch.sources}
    assert BOOK.sources.keys() - cited - KEPT_SOURCES.keys() == set()
    assert KEPT_SOURCES.keys() & cited == set()


def test_a_source_has_a_title_and_an_address():
    wrong = [
        key
        for key, source in BOOK.sources.items()
        if not source.title.strip() or not (source.address.startswith("http") or key == "P1")
    ]
    assert wrong == []


def test_nothing_was_checked_before_it_was_published():
    wrong = [
        p.id
        for p in BOOK.provisions.values()
        for entry in p.entries
        if entry.known_on and entry.known_on > p.checked_on
    ]
    assert wrong == []
