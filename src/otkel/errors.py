"""One tree of mistakes. A mistake says what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from otkel.phrases import Phrase


class Where(msgspec.Struct, frozen=True):
    """A place in somebody's input: file, row (counted from 1, header included), field path."""

    file: str | None = None
    row: int | None = None
    field: str | None = None


class Mistake(msgspec.Struct, frozen=True):
    """One thing wrong in an input: what it is, where it stands, what to do about it."""

    what: Phrase
    do: Phrase
    where: Where = Where()

    def at(self, *, file: str | None = None, row: int | None = None, field: str | None = None) -> Mistake:
        """Give the same mistake with the known parts of its place filled in."""
        place = Where(
            file=self.where.file or file, row=self.where.row or row, field=self.where.field or field
        )
        return Mistake(self.what, self.do, place)


class OtkelError(Exception):
    """Something Otkel cannot go on with; the message is for a person."""


class InputError(OtkelError):
    """What was given cannot be read. Carries every mistake found, not only the first."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        texts = (f"{m.what.text} {m.what.values} {m.where.field or ''}" for m in self.mistakes)
        super().__init__("; ".join(texts))


class UnknownNameError(OtkelError):
    """A provision, switch, crossing point or kind was named that does not exist."""

    def __init__(self, what: Phrase, do: Phrase) -> None:
        self.mistake = Mistake(what, do)
        super().__init__(f"{what.text} {what.values}")


class EngineError(OtkelError):
    """Many runs could not be shared out. Says what is wrong with the cluster, and what to do."""

    def __init__(self, what: Phrase, do: Phrase) -> None:
        self.mistake = Mistake(what, do, Where(field="--engine"))
        super().__init__(f"{what.text} {what.values}")


class StoppedError(KeyboardInterrupt):
    """Somebody stopped the work. Says how much was done; outside the tree, so that nothing swallows it."""

    def __init__(self, what: Phrase, do: Phrase) -> None:
        self.mistake = Mistake(what, do)
        super().__init__(f"{what.text} {what.values}")


class RulebookError(OtkelError):
    """A file of the rulebook breaks the form it must have. Names the file and the field."""


class LedgerError(OtkelError):
    """The ledger could not do what was asked; what it acknowledged before is safe."""


class VersionConflictError(LedgerError):
    """Somebody else wrote to the stream first. Read it again, decide again, append again."""


class ClaimTakenError(LedgerError):
    """What only one may hold is held already. Look at the event that holds it."""


class ClientKeyReusedError(LedgerError):
    """This client key was used for other content. Take a new key for a new act."""


class LedgerClosedError(LedgerError):
    """The ledger is closed. Open it again."""


class LedgerFullError(LedgerError):
    """There is no room left on the disk. Nothing of this act was recorded; make room and repeat it."""


class LedgerUnreachableError(LedgerError):
    """The database cannot be reached. Repeat the act with the same client key when it is back."""


class HeldElsewhereError(LedgerError):
    """Another process, perhaps on another machine, decides for this point. Says who; give commands to it."""


class LedgerSchemaError(LedgerError):
    """A newer Otkel made this ledger. Install the newer one; nothing was changed."""


class LedgerDamagedError(LedgerError):
    """What is stored is not what was recorded. Names the position; restore from a copy."""


class VaultKeyError(LedgerError):
    """The keys of the vault are missing, of another vault, or open to others. Bring the right folder."""


class ForgottenError(LedgerError):
    """The personal data asked for were forgotten, or their time is over. They cannot be brought back."""
