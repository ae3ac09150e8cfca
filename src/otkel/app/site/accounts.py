"""The accounts of the site's ledger."""

from __future__ import annotations

from otkel.app.accounts.book import Book, open_book
from otkel.app.site.house import House


def book_of(house: House) -> Book:
    """Give the accounts of a house, the same ones each time. Raises LedgerError."""
    return house.keep("accounts", lambda one: open_book(one.ledger))
