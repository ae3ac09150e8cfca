"""Keys in a browser: what is tried here needs no mouse."""

from __future__ import annotations

from playwright.sync_api import Page

FOCUSED = "document.activeElement.id"


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def press_and_wait(page: Page, key: str) -> None:
    """Press a key that sends a form, and wait for the page that answers it."""
    with page.expect_navigation():
        page.keyboard.press(key)
