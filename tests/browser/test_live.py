"""What happens at the queue shows on a page that is open, without anybody reloading it."""

from tests.browser.looking import no_console_errors


def test_a_truck_that_arrives_shows_on_an_open_board(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/en")
    page.evaluate("window.sameAsBefore = true")
    waiting = page.locator(f"#{site.point}-ru td").nth(1)
    before = int(waiting.inner_text())
    site.arrive("001 BRW 07")
    page.wait_for_function(
        "([id, waits]) => document.querySelector(`#${id} td:nth-of-type(2)`).innerText.trim() === waits",
        arg=[f"{site.point}-ru", str(before + 1)],
    )
    assert page.evaluate("window.sameAsBefore") is True  # the page was not loaded anew
    no_console_errors(page)


def test_every_open_page_is_told(opened, site):
    pages = [opened("wide"), opened("phone"), opened("phone", color_scheme="dark")]
    for page, language in zip(pages, ("en", "ru", "kk"), strict=True):
        page.goto(f"{site.address}/{language}")
    before = int(pages[0].locator(f"#{site.point}-ru td").nth(1).inner_text())
    site.arrive("002 BRW 07")
    for page in pages:
        page.wait_for_function(
            "([id, waits]) => document.querySelector(`#${id} td:nth-of-type(2)`).innerText.trim() === waits",
            arg=[f"{site.point}-ru", str(before + 1)],
        )
