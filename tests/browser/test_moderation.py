"""Reports looked over in a browser: by keys alone, and on a phone."""

import pytest

from tests.browser.looking import axe, no_console_errors, no_sideways_scroll, shot


@pytest.fixture
def reports(opened, site):
    """Open the page with a report that nobody can have seen."""

    def open_it(size, trucks, language="en"):
        page = opened(size)
        site.sign_in(page)
        site.tell(trucks)
        page.goto(f"{site.address}/{language}/desk/{site.reported}/reports")
        return page

    return open_it


def row(page, trucks):
    return page.locator("form.report .told li").filter(has_text=trucks)


def focus(page, wanted):
    """Go on by the tabulator until what is wanted has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({wanted!r})"):
            return
    raise AssertionError(f"no key leads to {wanted}")


def test_one_is_set_aside_by_keys_alone(reports):
    page = reports("wide", 8_801)
    box = row(page, "8801").locator("input").get_attribute("id")
    before = page.locator("form.report .told li").count()
    focus(page, f"#{box}")
    page.keyboard.press("Space")
    focus(page, "#why")
    page.keyboard.press("ArrowDown")
    focus(page, "form.report button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert row(page, "8801").count() == 0
    assert page.locator("form.report .told li").count() == before - 1
    assert "Nobody there can have seen this" in page.inner_text("main")
    assert "Set aside by officer" in page.inner_text("main")
    no_console_errors(page)


def test_without_a_reason_nothing_is_sent_on_a_phone(reports):
    page = reports("phone", 8_802)
    row(page, "8802").locator("input").tap()
    page.locator("form.report button").tap()
    assert page.evaluate("document.activeElement.id") == "why"
    no_sideways_scroll(page)
    axe(page)
    page.reload()
    assert row(page, "8802").count() == 1


def test_what_can_be_tapped_is_large_enough_for_a_thumb(reports):
    page = reports("phone", 8_803, "ru")
    shot(page, "desk-reports-row-phone")
    low = page.locator("form.report .told label, form.report button, #why").evaluate_all(
        "all => all.filter(x => x.getBoundingClientRect().height < 44).map(x => x.outerHTML.slice(0, 80))"
    )
    assert low == []
