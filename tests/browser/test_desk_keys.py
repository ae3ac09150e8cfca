"""The desk without a mouse: sign in, find, take on, check, call; what another one does comes by itself."""

import pytest

from tests.browser.desk_signed import NAME, PASSWORD, make_officer, signed
from tests.browser.keys import FOCUSED, press, press_and_wait
from tests.browser.looking import no_console_errors


@pytest.fixture
def desk(opened, site):
    page = opened()
    signed(site, page)
    page.goto(f"{site.address}/en/desk/{site.point}")
    page.locator("#scan:focus").wait_for()
    return page


def find(page, text):
    press(page, "Escape", "/")
    page.keyboard.type(text)
    press_and_wait(page, "Enter")


def passage_in(site, status, towards="RU"):
    def work(state):
        line = state.towards.index(towards)
        there = [one for one in state.trucks.values() if one.line == line and one.status.name == status]
        return min(there, key=lambda one: one.since_s).passage

    return site.house.desk(site.point).look(work)


def status_of(site, passage):
    return site.house.desk(site.point).look(lambda state: state.trucks[passage].status.name)


def test_to_sign_in_needs_no_mouse(opened, site):
    make_officer(site)
    page = opened()
    page.goto(f"{site.address}/en/desk/{site.point}")
    page.locator("[name=name]").focus()
    page.keyboard.type(NAME)
    press(page, "Tab")
    page.keyboard.type(PASSWORD)
    press_and_wait(page, "Enter")
    page.locator("#scan:focus").wait_for()
    assert page.url.endswith(f"/en/desk/{site.point}")


def test_a_truck_comes_by_keys_alone(desk):
    page = desk
    page.keyboard.type("909 KBD 07")  # a scanner types, and then Enter
    press_and_wait(page, "Enter")
    assert "909 KBD 07" in page.inner_text("#arrive h2")
    page.locator("#arrive button:focus").wait_for()
    press_and_wait(page, "Enter")
    assert "Stands in line" in page.inner_text("#told")
    find(page, "909kbd07")
    assert "909 KBD 07" in page.inner_text("h1")
    no_console_errors(page, but="404")


def test_a_truck_is_taken_on_from_its_row_and_the_focus_stays_in_the_list(desk, site):
    page, passage = desk, passage_in(site, "CALLED")
    press(page, "Escape", "j")
    assert page.evaluate(FOCUSED) == f"t{passage}"
    press_and_wait(page, "s")
    assert "Exit control took it on" in page.inner_text("#told")
    assert status_of(site, passage) == "AT_EXIT"
    page.locator("[data-row]:focus").wait_for()


def test_a_check_ends_in_two_keys(desk, site):
    page = desk
    site.shell("queue", "arrive", site.point, "--plate", "910 KBD 07", "--towards", "KZ", "--people", "1",
               "--passage", "910910")  # fmt: skip
    assert "REFUSED" not in site.shell("queue", "call", site.point, "--towards", "KZ", "--trucks", "1")
    site.shell("queue", "start", site.point, "--passage", "910910", "--stage", "exit_control")
    find(page, "910910")
    page.locator("#t910910:focus").wait_for()
    if page.locator("[data-key=b]").count() == 0:  # the draw let it pass: it is referred
        page.locator("#select-reason").evaluate("one => one.closest('details').open = true")
        page.locator("#select-reason").focus()
        press(page, "ArrowDown", "Tab", "Tab")
        press_and_wait(page, "Enter")
        page.locator("#t910910:focus").wait_for()
    press_and_wait(page, "b")
    page.locator("#t910910:focus").wait_for()
    press(page, "o")
    press_and_wait(page, "1")
    assert "ended: nothing found" in page.inner_text("#told")


def test_the_keys_are_shown_and_lead_everywhere(desk, site):
    page = desk
    press(page, "Escape", "?")
    assert page.locator("#keys").get_attribute("open") is not None
    press(page, "Escape")
    for key, part in (("p", "/post"), ("m", "/messages"), ("d", "/day"), ("i", "/import"), ("l", "")):
        with page.expect_navigation():
            page.keyboard.press(key)
        assert f"/desk/{site.point}{part}?" in page.url
        press(page, "Escape")


def test_a_call_is_asked_by_keys_and_its_answer_is_told(desk):
    page = desk
    press(page, "Escape", "n")
    assert page.evaluate(FOCUSED) == "call-trucks"
    page.keyboard.type("999")
    press_and_wait(page, "Enter")
    assert "Not done." in page.inner_text("#told")
    assert "call." in page.inner_text("#told")
    no_console_errors(page, but="409")


def test_what_another_officer_does_comes_by_itself_and_leaves_the_focus(desk, site):
    page = desk
    page.evaluate("window.sameAsBefore = true")
    press(page, "Escape", "j", "j")
    before = page.evaluate(FOCUSED)
    waiting = int(page.locator(".counts dd").first.inner_text())
    site.arrive("911 KBD 07")
    grown = "(many) => Number(document.querySelector('.counts dd').innerText) === many"
    page.wait_for_function(grown, arg=waiting + 1)
    assert page.evaluate("window.sameAsBefore") is True
    assert page.evaluate(FOCUSED) == before
