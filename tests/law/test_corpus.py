"""The rulebook is read whole, and a file that breaks the form is refused by name."""

from datetime import date
from shutil import copytree

import pytest

from otkel.errors import RulebookError, UnknownNameError
from otkel.law.corpus import DATA, read_rulebook
from otkel.law.timeline import Confidence

GOOD = """
id: t.rule
subject: test
jurisdiction: RU
question: What?
unit: day
sources: [A1]
confidence: C2
checked_on: 2026-11-22
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ru" / "test").mkdir(parents=True)
    for name in ("sources.yaml", "switches.yaml"):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    return tmp_path


def read(folder, text, name="t.rule.yaml"):
    (folder / "ru" / "test" / name).write_text(GOOD + text, encoding="utf-8")
    read_rulebook.cache_clear()
    return read_rulebook(folder)


def test_an_entry_takes_the_file_s_confidence_and_sources_unless_it_has_its_own(folder):
    text = (
        "values:\n - {value: 1, to: 2025-12-31}\n"
        " - {value: 2, from: 2026-01-01, confidence: D, sources: [A2]}\n"
    )
    first, second = read(folder, text).provisions["t.rule"].entries
    assert (first.confidence, first.sources, first.to_on) == (Confidence.C2, ("A1",), date(2025, 12, 31))
    assert (second.confidence, second.sources, second.from_on) == (Confidence.D, ("A2",), date(2026, 1, 1))


def test_everything_written_in_a_file_is_kept(folder):
    text = (
        "values: [{value: 1, phase: pilot, known_on: 2025-01-02, option: june, note: n}]\n"
        "unknown: [{reason: r, from: 2027-01-01, to: 2027-02-01}]\n"
        "article: art. 1\nswitch: spot_payment_start\nnot_coded: later\nnote: m\n"
    )
    rule = read(folder, text).provisions["t.rule"]
    only = rule.entries[0]
    assert (only.phase.value, only.known_on, only.option, only.note) == (
        "pilot",
        date(2025, 1, 2),
        "june",
        "n",
    )
    gap = rule.gaps[0]
    assert (gap.reason, gap.from_on, gap.to_on) == ("r", date(2027, 1, 1), date(2027, 2, 1))
    assert (rule.article, rule.switch, rule.not_coded, rule.note) == (
        "art. 1",
        "spot_payment_start",
        "later",
        "m",
    )
    assert (rule.id, rule.subject, rule.jurisdiction, rule.question, rule.unit) == (
        "t.rule", "test", "RU", "What?", "day",
    )  # fmt: skip
    assert rule.checked_on == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("colour: red\n", "colour"),
        ("values: [{value: 1, form: 2026-01-01}]\n", "form"),
        ("unknown: [{reason: x, since: 2026-01-01}]\n", "since"),
        ("values: [{value: 1, phase: soon}]\n", "soon"),
        (
            "values: [{value: 1, from: 2026-01-31, to: 2026-01-30}]\n",
            "to 2026-01-30 lies before from 2026-01-31",
        ),
        ("unknown: [{reason: x, from: 2026-01-31, to: 2026-01-30}]\n", "to 2026-01-30 lies before from"),
        ("values: [{value: 1}, {value: 2}]\n", "values: two begin on the same day"),
        ("values: [{value: 1, sources: [A1, Z9]}]\n", r"sources: \['Z9'\] not in sources.yaml"),
        ("switch: nowhere\n", "switch: nowhere not in switches.yaml"),
        ("switch: belarus_days\nvalues: [{value: 1, option: july}]\n", r"option: \['july'\] not an option"),
        ("values: [{value: 1, option: july}]\n", r"option: \['july'\] not an option"),
        ("values: [\n", "t.rule.yaml"),
        ("article: 31\n", "article"),
        ("checked_on: 2026-06-31\n", "t.rule.yaml"),
    ],
)
def test_a_file_that_breaks_the_form_is_refused(folder, text, complaint):
    with pytest.raises(RulebookError, match=rf"t\.rule\.yaml.*{complaint}|{complaint}"):
        read(folder, text)


def test_one_day_is_a_sound_window_and_an_announcement_may_begin_with_the_enacted(folder):
    text = (
        "values: [{value: 1, from: 2026-01-31, to: 2026-01-31},"
        "{value: 1, from: 2026-01-31, phase: announced},"
        "{value: 2, from: 2026-01-31, known_on: 2026-01-02}]\n"
    )
    assert len(read(folder, text).provisions["t.rule"].entries) == 3


def test_only_background_knowledge_stands_without_a_source(folder):
    with pytest.raises(RulebookError, match="only confidence K may stand without a source"):
        read(folder, "sources: []\n")
    assert read(folder, "sources: []\nconfidence: K\n").provisions["t.rule"].sources == ()


def test_a_file_in_the_wrong_place_is_refused(folder):
    with pytest.raises(RulebookError, match=r"must be jurisdiction/subject/id\.yaml"):
        read(folder, "", name="other.yaml")


def test_an_id_stands_once(folder):
    copytree(folder / "ru", folder / "kz")
    (folder / "kz" / "test" / "t.rule.yaml").write_text(GOOD.replace("RU", "KZ"), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"id: t\.rule stands in another file too"):
        read(folder, "")


def test_the_digest_changes_with_any_file(folder):
    before = read(folder, "").digest
    assert len(before) == 64
    assert read(folder, "").digest == before
    assert read(folder, "note: x\n").digest != before


def test_an_unknown_provision_switch_or_option_is_named():
    book = read_rulebook()
    for ask, text, values in (
        (lambda: book.get_provision("stay.moon"), "there is no provision {id}", {"id": "stay.moon"}),
        (
            lambda: book.on(date(2026, 1, 1)).look("stay.moon"),
            "there is no provision {id}",
            {"id": "stay.moon"},
        ),
        (
            lambda: book.on(date(2026, 1, 1), None, {"moon": "full"}),
            "there is no switch {switch}",
            {"switch": "moon"},
        ),
        (
            lambda: book.on(date(2026, 1, 1), None, {"seal_price": "full"}),
            "switch {switch} has no option {option}",
            {"switch": "seal_price", "option": "full"},
        ),
    ):
        with pytest.raises(UnknownNameError) as caught:
            ask()
        assert (caught.value.mistake.what.text, caught.value.mistake.what.values) == (text, values)
        assert caught.value.mistake.do.text


def test_an_unknown_option_is_told_the_options():
    with pytest.raises(UnknownNameError) as caught:
        read_rulebook().on(date(2026, 1, 1), None, {"seal_price": "full"})
    assert caught.value.mistake.do.values == {"options": ("per_stage", "per_stage_and_day")}
    assert caught.value.mistake.do.text == "take one of: {options}"


def test_a_day_is_made_once_and_remembers_knowledge_and_options():
    book = read_rulebook()
    day = book.on(date(2026, 7, 1), date(2026, 6, 30), {"seal_price": "per_stage_and_day"})
    assert book.on(date(2026, 7, 1), date(2026, 6, 30), {"seal_price": "per_stage_and_day"}) is day
    other = day.other_day(date(2026, 7, 2))
    assert (other.on, other.known_at, other.options) == (
        date(2026, 7, 2), date(2026, 6, 30), {"seal_price": "per_stage_and_day"},
    )  # fmt: skip
    assert book.on(date(2026, 7, 1)) is not day
    assert book.on(date(2026, 7, 1)).known_at == date.max


def test_the_default_option_is_marked():
    book = read_rulebook()
    assert book.choose("seal_price", {}).is_default
    taken = book.choose("seal_price", {"seal_price": "per_stage_and_day"})
    assert (taken.switch, taken.option, taken.is_default) == ("seal_price", "per_stage_and_day", False)


def test_every_switch_has_its_default_among_at_least_two_options():
    for switch in read_rulebook().switches.values():
        assert switch.default in switch.options
        assert len(switch.options) > 1


def test_many_days_do_not_fill_the_memory():
    book = read_rulebook()
    for ordinal in range(4200):
        book.on(date.fromordinal(700000 + ordinal))
    assert len(book._days) <= 4001


def test_what_is_read_from_a_day_is_read_once():
    day, other = read_rulebook().on(date(2026, 1, 3)), read_rulebook().on(date(2026, 1, 4))
    asked = []

    def make(law):
        asked.append(law)
        return law.on.day

    assert [day.remember("a day", make), day.remember("a day", make), other.remember("a day", make)] == [
        3,
        3,
        4,
    ]
    assert asked == [day, other]
