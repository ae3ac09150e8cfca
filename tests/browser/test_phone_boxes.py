"""On a phone nothing lies beyond the edge of a box: every part of the desk is reached, and lists are read."""

import pytest

from tests.browser.looking import axe

WITHIN = "one => one.scrollWidth <= one.clientWidth"
BOXES = "all => all.map(one => one.getBoundingClientRect()).filter(one => one.width)"
LANGUAGES = ("ru", "kk", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_parts_of_the_desk_are_within_reach(opened, site, language):
    page = site.sign_in(opened("phone"))
    page.goto(f"{site.address}/{language}/desk/{site.point}/slots")
    menu = page.locator(".desk-places")
    assert menu.evaluate(WITHIN)
    boxes = menu.locator("a").evaluate_all(BOXES)
    assert len(boxes) == 7  # all but the keys, which a phone has not; their list stands at the foot
    assert all(one["left"] >= 0 and one["right"] <= 390 and one["height"] >= 44 for one in boxes)
    assert menu.bounding_box()["height"] < 100  # two rows: the work begins on the first screen
    menu.locator("a:visible").last.tap()
    page.wait_for_url("**/import?*")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_said_before_is_a_list(opened, site, language):
    page = opened("phone")
    page.goto(f"{site.address}/{language}/point/{site.reported}")
    said = page.locator("#said + .wide")
    assert said.evaluate(WITHIN)
    for row in said.locator("tbody tr").all():
        labels = row.locator("[data-label]").evaluate_all("all => all.map(one => one.dataset.label)")
        assert len(set(labels)) == 3
        assert all(labels)
    axe(page)
