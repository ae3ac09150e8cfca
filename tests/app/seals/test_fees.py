"""What a seal costs: each state's part of the way, the user's own prices, and how long the truck stood."""

from contextlib import closing
from decimal import Decimal

import pytest

from otkel.app.crossing.vehicles import Named
from otkel.app.ledger import now_us
from otkel.app.seals import desk
from otkel.app.seals.fees import fees_of, tell_fees
from otkel.app.seals.story import Story
from otkel.app.seals.tariff_file import EXAMPLE, read_tariffs
from otkel.app.seals.way import Leg, Way, legs_of
from otkel.app.settings import read_settings
from otkel.cli.main import run
from otkel.errors import InputError
from otkel.ledger.opening import open_store
from tests.feeds.traccar_forms import AT_US

DAY, HOUR = 86_400_000_000, 3_600_000_000
STORY = Story(subject="a", put_on_us=AT_US, point="syrym")


def said(fees):
    return [one.text for one in tell_fees(fees)]


def test_each_state_of_the_way_is_charged_from_its_coming_in():
    assert legs_of(["KZ", "RU"], 0, 10, {"RU": 4}) == [Leg("KZ", 0, 4), Leg("RU", 4, 10)]
    assert legs_of(["KZ", "RU"], 0, 10, {}) == [Leg("KZ", 0, 10), Leg("RU", None, None)]
    assert legs_of(["KG", "KZ", "RU"], 0, 10, {"RU": 7}) == [
        Leg("KG", 0, None), Leg("KZ", None, None), Leg("RU", 7, 10),
    ]  # fmt: skip
    assert legs_of(["RU", "KZ", "RU"], 0, 10, {"KZ": 3, "RU": 5}) == [
        Leg("RU", 0, 3), Leg("KZ", 3, 5), Leg("RU", 5, 10),
    ]  # fmt: skip


def test_without_a_tariff_of_its_own_only_what_the_rulebook_says_is_known():
    fees = fees_of(STORY, AT_US + 3 * DAY, ("KZ", "RU"))
    assert (fees.days, fees.sums) == (3, {"RUB": Decimal(10_845)})
    assert [one.values["country"] for one in fees.missing] == ["KZ"]
    assert fees_of(STORY, AT_US + 3 * DAY + 1).days == 4
    assert fees_of(Story(subject="a"), AT_US, ("KZ", "RU")).charges == ()


def test_the_users_own_prices_go_before_the_rulebook(tmp_path):
    file = tmp_path / "tariff.yaml"
    file.write_text(EXAMPLE + '  - {state: KZ, currency: KZT, start: "70 000"}\n')
    way = Way(entered_us={"RU": AT_US + DAY}, stood_us=30 * HOUR)
    fees = fees_of(STORY, AT_US + 6 * DAY, ("KZ", "RU"), way=way, own=read_tariffs(file))
    assert fees.missing == ()
    assert fees.sums == {"KZT": 70_000, "RUB": 10_845 + 2 * 500}  # five days in Russia, three of them free
    assert said(fees)[-1] == "it costs {sums}"
    assert "its truck stood at the crossing point for {span}" in said(fees)
    unknown = fees_of(STORY, AT_US + 6 * DAY, ("KZ", "RU"), own=read_tariffs(file))
    assert [one.text for one in unknown.missing] == ["when the truck came into {country} and left it"]


def test_a_seal_that_was_taken_off_costs_no_more():
    story = Story(subject="a", put_on_us=AT_US, removed_us=AT_US + 2 * DAY)
    assert fees_of(story, AT_US + 200 * DAY, ("KZ", "RU")).days == 2


@pytest.mark.parametrize(
    ("text", "row", "field"),
    [
        ("source: x\ntariffs:\n  - {state: DE, currency: EUR}\n", 3, "tariffs[0].state"),
        ("source: x\ntariffs:\n  - {state: RU}\n", 3, "tariffs[0].currency"),
        ("source: x\ntariffs:\n  - state: RU\n    currency: RUB\n    day: 5\n", 3, "tariffs[0].count"),
        ("source: x\ntariffs:\n  - state: RU\n    currency: RUB\n    end: -1\n", 5, "tariffs[0].end"),
        ("source: x\ntariffs:\n  - state: RU\n    currency: RUB\n    end: NaN\n", 5, "tariffs[0].end"),
        ("source: x\ntariffs:\n  - state: RU\n    currency: RUB\n    end: [1]\n", 5, "tariffs[0].end"),
        ("source: x\ntariffs:\n  - state: RU\n    currency: RUB\n    clock: /etc\n", 5, "tariffs[0].clock"),
        ("source: x\ntariffs:\n  - state: RU\n    currency: RUB\n    count: {a: 1}\n", 5, "tariffs[0].count"),
        ("source: x\ntariffs:\n  - state: RU\n    currency: RUB\n    price: 1\n", 5, "tariffs[0].price"),
        ("source: x\ntariffs: 5\n", 2, "tariffs"),
        ("source: x\ntariffs: [1]\n", 2, "tariffs[0].state"),
        ("tariffs:\n  - {state: RU, currency: RUB}\n", 1, "source"),
        ("more: 1\nsource: x\ntariffs:\n  - {state: RU, currency: RUB}\n", 1, "more"),
        ("source: x\ntariffs:\n  - {state: RU, currency: RUB}\n  - {state: RU, currency: RUB}\n", 4,
         "tariffs[1].state"),
    ],
)  # fmt: skip
def test_a_wrong_tariff_is_told_with_its_row_and_field(tmp_path, text, row, field):
    file = tmp_path / "t.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as told:
        read_tariffs(file)
    assert (row, field) in [(one.where.row, one.where.field) for one in told.value.mistakes]
    assert all("otkel seal tariff" in one.do.text for one in told.value.mistakes)


@pytest.mark.parametrize("text", ["a: &x [*x]", "[" * 500, "", "\0", "tariffs: !!python/object:os.system x"])
def test_a_hostile_tariff_is_refused(tmp_path, text):
    file = tmp_path / "t.yaml"
    file.write_text(text)
    with pytest.raises(InputError):
        read_tariffs(file)


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OTKEL_KEYS", str(tmp_path / "keys"))
    read_settings.cache_clear()
    db = f"sqlite:///{tmp_path}/ledger.db"

    def ask(*words, status=0):
        assert run([*words, "--db", db, "--lang", "en"]) == status
        said = capsys.readouterr()
        return said.out if status == 0 else said.err

    ask.db = db
    yield ask
    monkeypatch.undo()
    read_settings.cache_clear()


def test_the_queues_own_record_tells_how_long_the_truck_stood_and_when_it_crossed(shell, tmp_path):
    def queue(verb, *more):
        shell("queue", verb, "syrym", *more)

    # No checks: one truck in fifty would be drawn for one, and not be cleared before it has ended.
    policy = tmp_path / "policy.yaml"
    policy.write_text("name: plain\npreset: otkel\nabout: Without checks.\nchecks: []\nroadside: false\n")
    queue("open", "--policy", str(policy), "--towards", "RU", "--at", "2026-08-31 06:00Z")
    queue("arrive", "--plate", "777 ABC 02", "--towards", "RU", "--at", "2026-08-31 08:00Z", "--passage", "7")
    desk.put_on(shell.db, "77", "KZ", "syrym", Named(plate="777ABC02"), AT_US + HOUR)
    queue("call", "--towards", "RU", "--at", "2026-08-31 12:00Z")
    for verb, stage, at in (
        ("start", "exit_control", "12:10"), ("clear", "exit_control", "12:30"),
        ("start", "entry_control", "12:40"), ("clear", "entry_control", "13:00"),
    ):  # fmt: skip
        queue(verb, "--passage", "7", "--stage", stage, "--at", f"2026-08-31 {at}Z")
    told = desk.show(shell.db, "77")
    assert told.way == Way(stood_us=4 * HOUR, entered_us={"RU": AT_US + 5 * HOUR})
    with closing(open_store(shell.db, now_us)) as store:
        assert any(one.word == "entry_cleared" for one in store.read_all())


def test_who_asks_wrongly_is_told_what_to_do(shell, tmp_path):
    shell("seal", "put-on", "77", "--operator", "KZ", "--point", "syrym")
    for more, what in (
        (("--route", "QQ"), "not a country"), (("--route", "CN,DE"), "no state of this way"),
        (("--route", "KZ,RU", "--entered", "RU=never"), "not a time"),
        (("--route", "KZ,RU", "--entered", "2026-09-01"), "not a time"),
        (("--route", "KZ,RU", "--tariff", str(tmp_path / "none.yaml")), "no such file"),
    ):  # fmt: skip
        assert what in shell("seal", "show", "77", *more, status=2).lower()


def test_the_example_is_a_tariff(capsys, tmp_path):
    assert run(["seal", "tariff"]) == 0
    (tmp_path / "t.yaml").write_text(capsys.readouterr().out)
    assert list(read_tariffs(tmp_path / "t.yaml")) == ["RU"]
