"""The demonstration: nothing of anybody's is removed, and it goes on by the clock."""

import pytest

from otkel.app.accounts.signing import sign_in
from otkel.app.ledger import now_us
from otkel.app.site.accounts import book_of
from otkel.app.site.demo import MARK, POINT, begin_demo, clear_demo, make_accounts
from otkel.app.site.demo_day import HOUR_US
from otkel.app.site.house import opened_house
from otkel.errors import InputError
from otkel.queueing import views


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError):
        clear_demo(tmp_path)
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_an_earlier_demonstration_gives_way(tmp_path):
    clear_demo(tmp_path / "demo")
    (tmp_path / "demo" / "old").touch()
    assert clear_demo(tmp_path / "demo").endswith("demonstration.db")
    assert [one.name for one in (tmp_path / "demo").iterdir()] == [MARK]


def test_trucks_go_through_and_go_on_by_the_clock(tmp_path):
    with opened_house(clear_demo(tmp_path / "demo")) as house:
        day = begin_demo(house)
        words = [event.word for event in house.ledger.store.read_all()]
        assert words.count("left") > 100
        assert house.is_simulated(POINT)
        assert not [event for event in house.ledger.store.read_all() if event.occurred_us > now_us()]
        before = house.ledger.store.head()
        day._asking.ahead = True
        day.play_until(now_us() + HOUR_US)
        assert house.ledger.store.head() > before + 20
        status = house.desk(POINT).look(lambda state: views.status(state, state.t_s))
        assert status.present < 400


def test_the_accounts_of_a_demonstration_have_passwords_of_their_own_each_time(tmp_path):
    passwords = set()
    for number in (1, 2):
        with opened_house(clear_demo(tmp_path / f"demo{number}")) as house:
            made = make_accounts(house)
            book = book_of(house)
            assert [one.name for one in made] == ["shift-head", "officer", "administrator"]
            assert sign_in(book, made[0].name, made[0].password, "", "192.0.2.1")
            assert book.get("shift-head").may("clear", POINT, "RU")
            assert book.get("administrator").may("accounts", POINT)
            passwords |= {one.password for one in made}
    assert len(passwords) == 6
