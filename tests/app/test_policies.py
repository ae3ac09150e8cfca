"""Presets on both sides of every date, files with mistakes, and files made to break a reader."""

from datetime import date, timedelta

import msgspec
import pytest

from otkel.app.policies import get_preset, list_presets, read_policy_file, resolve
from otkel.app.policy_files import read_description
from otkel.errors import InputError, UnknownNameError
from otkel.facts.events import posts
from otkel.facts.events.envelope import Draft
from otkel.facts.events.mistakes import find_mistakes
from otkel.law.corpus import read_rulebook
from otkel.law.timeline import Confidence, Phase
from otkel.queueing.discipline import check_policy, digest_of, from_numbers, to_numbers
from otkel.queueing.policy import Allocating, Mode, Policy, Releasing, TooLate
from otkel.queueing.policy_fields import top_fields
from tests.app.wrong_policy_files import HOSTILE, WRONG

BOOK = read_rulebook()
PRESETS = [
    "belarus",
    "estonia",
    "kazakhstan-2025",
    "latvia",
    "otkel",
    "russia-2023",
    "russia-2026",
    "ukraine",
]
ON = date(2026, 11, 28)


def read(text, on=ON):
    return read_policy_file(text.encode(), on, "mine.yaml")


def said(phrase):
    return phrase.text.format(**{k: getattr(v, "text", v) for k, v in phrase.values.items()})


def named(rows):
    return {row.name: row for row in rows}


def told(resolved):
    return {one.where.field: said(one.what) for one in resolved.told}


# -- every preset -------------------------------------------------------------------------------


def test_the_presets():
    assert list(list_presets()) == PRESETS


def dates(name):
    """Give the days on both sides of every change in the provisions a preset rests on."""
    found = {date(2023, 8, 31), ON}
    preset = list_presets()[name]
    while preset is not None:
        for binding in preset.provisions.values():
            provision = BOOK.get_provision(binding.provision)
            for span in (*provision.entries, *provision.gaps):
                for edge in (span.from_on, span.to_on):
                    found |= {edge + timedelta(days=step) for step in (-1, 0, 1)} if edge else set()
        preset = list_presets()[preset.base] if preset.base else None
    return sorted(found)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_sound_on_both_sides_of_every_change_of_its_law(name):
    for on in dates(name):
        resolved = resolve(name, on)
        assert resolved.policy.name == name
        assert resolved.digest == digest_of(resolved.policy)
        assert from_numbers(to_numbers(resolved.policy)) == resolved.policy
        body = posts.PolicyChanged(
            policy=name,
            numbers=to_numbers(resolved.policy),
            provisions=resolved.provisions,
            digest=resolved.digest,
        )
        draft = Draft(occurred_us=1_700_000_000_000_000, recorded_by="app", point="syrym", body=body)
        assert find_mistakes(draft) == ()


@pytest.mark.parametrize("name", PRESETS)
def test_each_provision_of_a_preset_either_gives_its_value_or_is_told(name):
    preset, paths = list_presets()[name], set()
    while preset is not None:
        paths |= preset.provisions.keys()
        preset = list_presets()[preset.base] if preset.base else None
    for on in dates(name):
        resolved = resolve(name, on)
        law = BOOK.on(on)
        assert resolved.provisions.keys() | told(resolved).keys() == paths
        assert resolved.provisions.keys() & told(resolved).keys() == set()
        assert all(law.look(provision).in_force for provision in resolved.provisions.values())


@pytest.mark.parametrize("name", PRESETS)
def test_everything_a_preset_writes_is_cited_or_called_an_assumption(name):
    preset = list_presets()[name]
    cited = [path for one in preset.notes.sources for path in one.fields]
    assumed = [path for one in preset.notes.assumptions for path in one.fields]
    # A priority class by itself is no claim about a number; the word for the whole line is.
    written = preset.fields.keys() - {"name"}
    assert written - {*cited, *assumed} - {"fallback"} == set()
    assert {*cited, *assumed} - top_fields().keys() == set()
    assert sorted(assumed) == sorted(set(assumed))


@pytest.mark.parametrize("name", PRESETS)
def test_what_the_law_always_knows_is_not_written_in_a_preset(name):
    """What a preset writes beside a provision stands where the law has a gap, or only an announcement."""
    preset = list_presets()[name]
    for path, binding in preset.provisions.items():
        provision = BOOK.get_provision(binding.provision)
        if path in preset.fields:
            assert provision.gaps or {entry.phase for entry in provision.entries} == {Phase.ANNOUNCED}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_it_is_where_it_is_from_and_what_it_leaves_out(name):
    notes = list_presets()[name].notes
    assert notes.about.endswith(".")
    assert all(one.endswith(".") for one in notes.not_modelled)
    assert len(notes.not_modelled) >= 3
    assert notes.sources
    for source in notes.sources:
        assert source.address.startswith("http")
        assert source.confidence in {grade.value for grade in Confidence}
    assert all(one.why for one in notes.assumptions)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_followed_as_a_shadow(name):
    free = "mode: shadow\nreleasing: free\nallocating: first_come\ncall_reasons: []\n"
    assert read(f"name: mine\npreset: {name}\n{free}").policy.mode is Mode.SHADOW


# -- the numbers of each ------------------------------------------------------------------------


def test_kazakhstan_the_day_before_the_order_of_september_2025():
    resolved = resolve("kazakhstan-2025", date(2025, 9, 22))
    classes = named(resolved.policy.classes)
    assert named(resolved.policy.groups)["out_of_turn"].cap_pct == 100
    assert classes["post_operator"].cap_pct is None
    assert classes["accelerated"].cap_pct is None
    assert classes["post_operator"].list_days == classes["on_request"].list_days == 0
    assert "not found" in told(resolved)["groups.out_of_turn.cap_pct"]
    assert "not in force" in told(resolved)["classes.on_request.list_days"]


def test_kazakhstan_on_the_day_of_the_order():
    resolved = resolve("kazakhstan-2025", date(2025, 9, 23))
    policy, law = resolved.policy, BOOK.on(date(2025, 9, 23))
    classes = named(policy.classes)
    (group,) = policy.groups
    assert group.cap_pct == 5 == law.look("queue.kz.share.out_of_turn").number
    assert classes["post_operator"].cap_pct == 1 == law.look("queue.kz.share.post").number
    assert classes["accelerated"].cap_pct == 1 == law.look("queue.kz.share.accelerated").number
    assert {name for name, one in classes.items() if one.group == "out_of_turn"} == {
        "post_operator", "on_request", "urgent",
    }  # fmt: skip
    assert {name for name, one in classes.items() if one.list_days == 10} == {"post_operator", "on_request"}
    assert {name for name, one in classes.items() if one.paid} == {"accelerated"}
    assert (policy.one_booking, policy.keep_alive_h, policy.moves_most) == (True, 72, None)
    assert resolved.provisions["groups.out_of_turn.cap_pct"] == "queue.kz.share.out_of_turn"


def test_what_is_only_announced_in_kazakhstan_never_counts_as_law():
    resolved = resolve("kazakhstan-2025", date(2025, 9, 23))
    assert (resolved.policy.deposit, resolved.policy.deposit_no_shows, resolved.policy.no_shows_days) == (
        True,
        2,
        90,
    )
    for path in ("deposit", "deposit_no_shows", "no_shows_days"):
        assert "announced" in told(resolved)[path]
        assert path not in resolved.provisions


def test_how_late_is_too_late_in_kazakhstan_is_not_known_and_stays_open():
    resolved = resolve("kazakhstan-2025", date(2025, 9, 23))
    assert resolved.policy.late_min is None
    (note,) = [one for one in resolved.told if one.where.field == "late_min"]
    assert said(note.do) == "late_min stays open; write it into a policy of your own if you know it"
    assert note.where.file == "kazakhstan-2025.yaml"


def test_one_booking_a_vin_before_and_from_april_2025():
    assert "one_booking" in told(resolve("kazakhstan-2025", date(2025, 4, 2)))
    assert resolve("kazakhstan-2025", date(2025, 4, 3)).provisions["one_booking"] == "queue.kz.one_booking"


@pytest.mark.parametrize(
    ("on", "days"), [("2023-09-01", 7), ("2023-09-02", 7), ("2023-10-07", 7), ("2023-10-08", 10)]
)
def test_russia_of_2023(on, days):
    policy = resolve("russia-2023", date.fromisoformat(on)).policy
    law = BOOK.on(date.fromisoformat(on))
    assert policy.early_min == 180 == law.look("queue.ru.arrive.early_h").number * 60
    assert policy.late_min == -10 == -law.look("queue.ru.arrive.late_min").number
    assert policy.move_until_min == 180 == law.look("queue.ru.reschedule_h").number * 60
    assert policy.horizon_days == days
    assert policy.too_late is TooLate.REFUSE
    assert (policy.moves_most, policy.cancels_most, policy.no_shows_most) == (None, None, None)


def test_russia_before_its_queue_began_has_no_law_to_rest_on():
    assert resolve("russia-2023", date(2023, 8, 31)).provisions == {}


def test_russia_on_both_sides_of_march_2026():
    before, after = (resolve("russia-2026", date(2026, 2, 28)), resolve("russia-2026", date(2026, 3, 1)))
    limits = ("moves_most", "cancels_most", "no_shows_most")
    assert [getattr(before.policy, name) for name in limits] == [None, None, None]
    assert [getattr(after.policy, name) for name in limits] == [1, 2, 2]
    assert {*limits, "block_days"} == told(before).keys()
    assert told(after).keys() == {"block_days"}
    assert after.policy.block_days == 30
    assert after.policy.early_min == 180
    assert after.provisions["moves_most"] == "queue.ru.moves"
    older = resolve("russia-2023", date(2026, 3, 1)).policy
    assert older.moves_most is None
    assert msgspec.structs.replace(
        before.policy, name="", no_shows_days=90, block_days=0, in_a_row=False
    ) == (msgspec.structs.replace(resolve("russia-2023", date(2026, 2, 28)).policy, name=""))


def test_ukraine():
    policy = resolve("ukraine", ON).policy
    assert [(one.name, one.weight) for one in policy.classes] == [
        ("authorised_perishable", 1), ("perishable", 1), ("authorised", 1), ("ordinary", 5),
    ]  # fmt: skip
    assert len({one.rank for one in policy.classes}) == 1
    assert (policy.no_shows_most, policy.cancels_most, policy.cancels_days, policy.block_days) == (
        2,
        2,
        30,
        14,
    )
    assert (policy.exceptions_most, policy.exceptions_days, policy.exception_most_h) == (1, 60, 10)
    assert policy.slot_min == 0


def test_estonia_and_latvia():
    estonia, latvia = (resolve(name, ON).policy for name in ("estonia", "latvia"))
    assert (estonia.horizon_days, estonia.late_min, estonia.too_late) == (90, 60, TooLate.LIVE_QUEUE)
    assert (latvia.slot_min, latvia.horizon_days, latvia.moves_most) == (60, 30, 0)
    for policy in (estonia, latvia):
        assert [one.name for one in policy.classes if one.by_slot] == ["booked"]
        assert policy.fallback == "ordinary"


def test_belarus():
    policy = resolve("belarus", ON).policy
    assert [one.name for one in policy.classes] == ["priority", "ordinary"]
    assert policy.slot_min == policy.slot_trucks == 0


def test_otkel():
    resolved = resolve("otkel", ON)
    policy = resolved.policy
    assert (policy.allocating, policy.releasing) == (Allocating.DRAW, Releasing.INTAKE)
    plans = {plan.stage: plan for plan in policy.checks}
    assert plans.keys() == {"exit_control", "entry_control", "roadside_check"}
    assert all(0 < plan.random_pct <= plan.expected_pct for plan in plans.values())
    assert all(plan.sealed_pct < 100 for plan in plans.values())
    assert plans["roadside_check"].most_min == 120 == BOOK.on(ON).look("mobile.check.max_h").number * 60
    assert resolved.provisions == {"checks.roadside_check.most_min": "mobile.check.max_h"}
    assert policy.exception_most_h > 0
    assert policy.exceptions_most is None
    assert policy.referral_reasons
    before = resolve("otkel", date(2022, 11, 6)).policy
    assert named_plan(before, "roadside_check").most_min is None
    assert named_plan(resolve("otkel", date(2022, 11, 7)).policy, "roadside_check").most_min == 120


def named_plan(policy, stage):
    return next(plan for plan in policy.checks if plan.stage == stage)


# -- a file of one's own ------------------------------------------------------------------------


def test_a_file_overrides_its_preset():
    resolved = read("name: mine\npreset: russia-2023\nlate_min: 15\nslot_trucks: 20\n")
    assert (resolved.policy.late_min, resolved.policy.slot_trucks, resolved.policy.early_min) == (15, 20, 180)
    assert "late_min" not in resolved.provisions
    assert resolved.provisions["early_min"] == "queue.ru.arrive.early_h"


def test_a_list_replaces_the_list_of_the_preset_and_keeps_the_law_of_rows_that_stay():
    resolved = read(
        "name: mine\npreset: kazakhstan-2025\nclasses:\n"
        "  - {name: ordinary, by_slot: yes}\n  - {name: accelerated, by_slot: true}\n"
        "  - {name: post_operator, cap_pct: 0.5, group: out_of_turn}\n"
    )
    classes = named(resolved.policy.classes)
    assert classes["accelerated"].cap_pct == 1
    assert classes["post_operator"].cap_pct == 0.5
    assert classes["post_operator"].list_days == 10
    assert (
        resolved.provisions.keys() & {"classes.post_operator.cap_pct", "classes.on_request.list_days"}
        == set()
    )


def test_a_file_may_name_provisions_of_its_own():
    resolved = read(
        "name: mine\nearly_min: none\nroadside: true\nchecks:\n  - {stage: roadside_check, lane: left}\n"
        "provisions:\n  early_min: queue.ru.arrive.early_h\n  late_min: {before: queue.ru.arrive.late_min}\n"
        "  checks.roadside_check.left.most_min: mobile.check.max_h\n"
    )
    assert (resolved.policy.early_min, resolved.policy.late_min) == (180, -10)
    assert resolved.policy.checks[0].most_min == 120


def test_a_file_needs_no_preset():
    resolved = read("name: mine\n")
    assert resolved.policy == Policy(name="mine")
    assert (resolved.provisions, resolved.told) == ({}, ())


def test_words_for_nothing_and_for_yes_are_understood():
    policy = read(
        "name: mine\nlate_min: ~\nearly_min: None\ndeposit: Yes\nroadside: FALSE\nfirst_per_h: 7.5\n"
    ).policy
    assert (policy.late_min, policy.early_min, policy.deposit, policy.roadside) == (None, None, True, False)
    assert policy.first_per_h == 7.5


def test_a_file_on_disk_and_its_bytes_are_read_alike(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\npreset: ukraine\n", encoding="utf-8")
    assert read_policy_file(path, ON) == read(path.read_text(encoding="utf-8"))


def test_letters_of_windows_are_read_and_told():
    data = "name: mine\nabout: Очередь на выезд\n".encode("windows-1251")
    assert "windows-1251" in said(read_policy_file(data, ON, "mine.yaml").told[0].what)


def test_an_unknown_preset_names_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        resolve("kazakhstan", ON)
    assert said(caught.value.mistake.what) == "there is no preset kazakhstan"
    assert "kazakhstan-2025" in said(caught.value.mistake.do)
    assert get_preset("ukraine").name == "ukraine"


def test_what_is_resolved_does_not_change_the_preset():
    first = resolve("kazakhstan-2025", date(2025, 9, 23))
    resolve("kazakhstan-2025", date(2025, 9, 22))
    assert resolve("kazakhstan-2025", date(2025, 9, 23)) == first


def test_a_preset_is_no_policy_without_its_law():
    """The shares are not written in the file: what the file alone says is not what the law says."""
    policy, _ = check_policy(dict(list_presets()["kazakhstan-2025"].fields))
    assert named(policy.groups)["out_of_turn"].cap_pct == 100
    assert named(policy.classes)["accelerated"].cap_pct is None


# -- what is wrong in a file --------------------------------------------------------------------


@pytest.mark.parametrize(("text", "row", "field", "what"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_file_is_told_with_its_row(text, row, field, what):
    with pytest.raises(InputError) as caught:
        read(text)
    (mistake,) = caught.value.mistakes
    assert (mistake.where.row, mistake.where.field, said(mistake.what)) == (row, field, what)
    assert mistake.where.file == "mine.yaml"
    assert said(mistake.do)


def test_all_mistakes_of_a_file_are_told_in_the_order_of_its_rows():
    with pytest.raises(InputError) as caught:
        read("name: A\nday_trucks: 0\nprovisions: {late: queue.kz.grace}\nslot_mn: 3\n")
    assert [(one.where.row, one.where.field) for one in caught.value.mistakes] == [
        (1, "name"), (2, "day_trucks"), (3, "provisions.late"), (4, "slot_mn"),
    ]  # fmt: skip


# -- files made to break a reader ---------------------------------------------------------------


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_gets_a_sentence(data):
    with pytest.raises(InputError) as caught:
        read_policy_file(data, ON, "mine.yaml")
    for mistake in caught.value.mistakes:
        assert mistake.where.file == "mine.yaml"
        assert said(mistake.do)
        assert "trip" not in mistake.do.text


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError) as caught:
        read_description(tmp_path / "none.yaml")
    assert said(caught.value.mistakes[0].what) == "there is no such file"


def test_a_long_list_of_rows_is_refused_by_its_length():
    with pytest.raises(InputError) as caught:
        read("name: a\nclasses:\n" + "".join(f"  - {{name: c{i}}}\n" for i in range(101)))
    assert (
        "more than 100" in said(caught.value.mistakes[0].what)
        or "limit" in caught.value.mistakes[0].what.text
    )
