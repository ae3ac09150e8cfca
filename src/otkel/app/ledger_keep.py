"""Use cases beside the record: views made again, people forgotten, personal data whose time is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from otkel.app.ledger import now_us
from otkel.app.ledger_files import SQLITE, refused, require_keys_folder, require_ledger
from otkel.ledger.opening import open_store
from otkel.ledger.vault.classes import last_days
from otkel.ledger.vault.opening import open_vault
from otkel.ledger.vault.vault import Vault
from otkel.ledger.views import VIEWS, open_views
from otkel.phrases import phrase


def back_up_ledger(db: str, file: Path) -> int:
    """Copy the whole file of a ledger while others write to it; gives the number of events in the copy.

    The folder of keys is not in it. Raises InputError, LedgerError.
    """
    require_ledger(db, "--db")
    if not db.startswith(SQLITE):
        raise refused(
            phrase("{address} is no file", address=db.partition("?")[0].rpartition("@")[2]),
            phrase("copy a database of PostgreSQL with pg_dump --format=custom"),
            "--db",
        )
    from otkel.ledger.sqlite.backup import back_up

    try:
        back_up(Path(db.removeprefix(SQLITE)), file)
    except OSError as error:
        raise refused(
            phrase("{file} cannot be made ({reason})", file=str(file), reason=error.strerror or ""),
            phrase("name a file that is not there yet, in a folder in which you may write"),
            "FILE",
        ) from error
    with closing(open_store(f"{SQLITE}{file}", now_us)) as store:
        return store.head()


def rebuild_views(db: str, names: Sequence[str] = ()) -> dict[str, int]:
    """Make views again from all events, all of them where none is named; gives the events folded by view.

    Raises UnknownNameError, InputError, LedgerError.
    """
    require_ledger(db, "--db")
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        views = stack.enter_context(closing(open_views(db, store)))
        return {name: views.rebuild(name) for name in (names or VIEWS)}


def forget_subject(db: str, subject: str) -> None:
    """Forget a subject for ever: key, personal data, look-up; events and proofs stay as they are.

    Raises InputError, LedgerError.
    """
    with opened_vault(db) as vault:
        try:
            vault.forget(subject)
        except ValueError:
            raise refused(
                phrase("{subject} is no subject", subject=subject),
                phrase("give the 32 hex digits under which the events name the person or vehicle"),
                "SUBJECT",
            ) from None


def expire_data(db: str, keep: Sequence[str] = ()) -> dict[str, int]:
    """Erase personal data older than their class is held; gives the number erased by class.

    `keep` overrides single classes as CLASS=DAYS. Raises InputError, LedgerError.
    """
    policy = read_keep(keep)
    with opened_vault(db) as vault:
        return vault.expire(now_us(), policy)


def read_keep(keep: Sequence[str]) -> dict[str, int]:
    """Give the days by class that were asked for as CLASS=DAYS. Raises InputError."""
    policy: dict[str, int] = {}
    for text in keep:
        name, _, days = text.partition("=")
        try:
            policy[name] = int(days)
            last_days({name: policy[name]})
        except ValueError:
            raise refused(
                phrase("{text} names no class of personal data with its days", text=text),
                phrase("write CLASS=DAYS with one of: {options}", options=tuple(last_days())),
                "--keep",
            ) from None
    return policy


@contextmanager
def opened_vault(db: str) -> Iterator[Vault]:
    """Open the vault beside a ledger that is there. Raises InputError, LedgerError."""
    require_ledger(db, "--db")
    folder = require_keys_folder(db)
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        yield stack.enter_context(closing(open_vault(db, store, folder, now_us)))
