"""Whom a provider of sign-ins may sign in to which account. An administrator says so beforehand.

A provider calls each person by a text of its own, the subject. Where that is not known yet, an e-mail that
the provider has verified names him once: with his first sign-in the account is bound to his subject, and
whoever is given the same e-mail later is nobody here. Neither text is kept, only a blind token of it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from otkel.app.accounts.book import Book
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.facts.events.choices import AccountChange
from otkel.facts.events.shapes import CODE
from otkel.ledger.accounts import BondRow
from otkel.phrases import phrase

SUBJECT, EMAIL = "subject", "email"
PINNED = "first_sign_in"
MOST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
_MOST_EMAIL = 320
_MOST_ISSUER = 500


def bind(
    book: Book, name: str, issuer: str, *, subject: str = "", email: str = "", own_factor: bool = False,
    by: str, reason: str,
) -> None:  # fmt: skip
    """Let a provider sign somebody in to an account. `own_factor`: the account's second factor is asked too.

    Raises InputError, LedgerError.
    """
    account = book.get(name)
    kind, token = _named(book, issuer, subject, email)
    if own_factor and not account.has_totp:
        what = phrase("{name} has no second factor that could be asked", name=name)
        raise refused(what, phrase("give it one first: otkel account totp NAME"), "--own-factor")
    held = book.accounts.find_bond(token)
    if held is not None and held.account != name:
        what = phrase("the provider signs this person in to the account {name} already", name=held.account)
        raise refused(what, phrase("take that away first: otkel account bind NAME --remove"), f"--{kind}")
    provider = host_of(issuer)
    book.note_provider(name, provider, AccountChange.PROVIDER_BOUND, by=by, reason=reason)
    row = BondRow(token=token, account=name, provider=provider, kind=kind, own_factor=own_factor)
    book.accounts.put_bond(row, now_us())


def unbind(book: Book, name: str, issuer: str, *, by: str, reason: str) -> None:
    """Let a provider sign nobody in to an account any more; whoever is signed in is signed out.

    Raises InputError, LedgerError.
    """
    book.get(name)
    provider = host_of(issuer)
    if all(one.provider != provider for one in book.accounts.list_bonds(name)):
        what = phrase("{provider} signs nobody in to {name}", provider=provider, name=name)
        raise refused(what, phrase("see them: otkel account list"), "--issuer")
    book.note_provider(name, provider, AccountChange.PROVIDER_UNBOUND, by=by, reason=reason)
    book.accounts.drop_bonds(name, provider)


def find_bond(book: Book, issuer: str, subject: str, email: str | None) -> BondRow | None:
    """Give to which account a provider signs in who is `subject` to it; None: to none.

    `email`: one that the provider has verified. Raises LedgerError.
    """
    token = _token(book, SUBJECT, issuer, subject)
    found = book.accounts.find_bond(token)
    if found is not None or email is None:
        return found
    by_email = book.accounts.find_bond(_token(book, EMAIL, issuer, email))
    if by_email is None:
        return None
    name, change = by_email.account, AccountChange.PROVIDER_BOUND
    book.note_provider(name, by_email.provider, change, by=name, reason=PINNED)
    book.accounts.pin_bond(by_email.token, token, SUBJECT)
    return book.accounts.find_bond(token)


def host_of(issuer: str) -> str:
    """Give the host of a provider, by which it is called. Raises InputError."""
    try:
        host = urlsplit(issuer).hostname or ""
    except ValueError:
        host = ""
    if not CODE.fits(host) or len(issuer) > _MOST_ISSUER:
        what = phrase("{issuer} is no address of a provider", issuer=issuer[:80])
        do = phrase("write it as the provider does, such as {example}", example="https://id.example.kz")
        raise refused(what, do, "--issuer")
    return host


def _named(book: Book, issuer: str, subject: str, email: str) -> tuple[str, str]:
    host_of(issuer)
    if bool(subject) == bool(email):
        what = phrase("either a subject or an e-mail names the person")
        raise refused(what, phrase("give one of the two: --subject or --email"), "--subject")
    if len(subject) > MOST_SUBJECT or not subject.isprintable():
        what = phrase("this is no subject of a provider")
        raise refused(what, phrase("copy it from the page of the sign-in that was refused"), "--subject")
    if email and ("@" not in email or len(email) > _MOST_EMAIL or not email.isprintable()):
        what = phrase("{text} is no e-mail", text=email[:80])
        raise refused(what, phrase("write it as the provider has it"), "--email")
    kind = EMAIL if email else SUBJECT
    return kind, _token(book, kind, issuer, email or subject)


def _token(book: Book, kind: str, issuer: str, text: str) -> str:
    folded = text.strip().casefold() if kind == EMAIL else text
    return book.blind(f"sign-in by provider\n{kind}\n{issuer.rstrip('/')}\n{folded}")
