"""My account in a browser: a second factor is set up by the keyboard alone, and asked at the next sign-in."""

from base64 import b32decode
from time import time

from otkel.app.accounts.totp import code_at
from otkel.app.site.accounts import book_of
from tests.browser.looking import axe, no_console_errors, no_sideways_scroll, shot
from tests.web.site import PASSWORD, add_account


def type_into(page, label, text):
    """Type into the field of a label, reached as the keyboard reaches it."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(text)


def sign_in(page, site, name, code=""):
    page.goto(f"{site.address}/en/sign-in")
    type_into(page, "Name of the account", name)
    type_into(page, "Password", PASSWORD)
    if code:
        type_into(page, "Six digits of the second factor", code)
    page.keyboard.press("Enter")


def digits(secret, ahead=0):
    return code_at(secret, int(time()) // 30 + ahead)


def test_a_second_factor_is_set_up_on_a_phone_and_asked_afterwards(opened, site):
    add_account(site.house, "own-factor", "customs.kz", point=site.point)
    page = opened("phone")
    sign_in(page, site, "own-factor")
    page.wait_for_url("**/desk**")
    page.goto(f"{site.address}/en/account")
    page.get_by_label("Present password").last.focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="New second factor").wait_for()
    shot(page, "account-factor-phone-en")
    no_sideways_scroll(page)
    axe(page)
    no_console_errors(page)
    picture = page.get_by_role("img", name="QR code of the new second factor").locator("path")
    assert picture.bounding_box()["width"] >= 150  # a phone beside it can read it

    secret = b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    type_into(page, "Six digits that the program shows now", digits(secret))
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="counts from now on").wait_for()
    assert book_of(site.house).get("own-factor").has_totp
    shot(page, "account-with-factor-phone-en")

    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site, "own-factor")
    page.get_by_role("alert").wait_for()
    sign_in(page, site, "own-factor", digits(secret, ahead=1))
    page.wait_for_url("**/desk**")
