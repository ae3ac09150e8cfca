"""Whether a seed was committed in time, had to be the one that is used, and opens as it was committed."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from otkel.app.redraw_findings import RedrawFinding, fails
from otkel.app.redraw_record import Reading
from otkel.phrases import phrase
from otkel.queueing.drawing import choose_seed


def find_secret(reading: Reading, digest: str) -> bytes | None:
    """Give the secret of an opened seed that is what was committed; None where there is none."""
    line = reading.opened.get(digest)
    if line is None:
        return None
    secret = bytes.fromhex(line.body.seed)
    return secret if sha256(secret).hexdigest() == digest else None


def check_opening(reading: Reading, digest: str, last_position: int) -> Iterator[RedrawFinding]:
    """Check how a seed was opened, where it was: as committed, and not before `last_position`."""
    line = reading.opened.get(digest)
    if line is None:
        return
    if find_secret(reading, digest) is None:
        yield fails(
            "seed.other",
            phrase("the seed opened at position {position} is not the one committed", position=line.position),
        )
    if line.position < last_position:
        yield fails(
            "seed.early",
            phrase(
                "the seed was opened at position {position}, when draws from it were still to come",
                position=line.position,
            ),
        )


def check_choice(
    reading: Reading, digest: str, purpose: str, count: int, from_us: int, to_us: int, position: int
) -> Iterator[RedrawFinding]:
    """Check that a draw was made from the one seed it had to be made from.

    `count`: how many seeds had been committed in time; `position`: of the draw, for the finding.
    """
    chosen = choose_seed(reading.committed(count), purpose, from_us, to_us)
    if chosen is not None and chosen.digest == digest:
        return
    late = [at for at, seed in reading.seeds[count:] if seed.digest == digest]
    if late:
        says = phrase(
            "the draw at position {position} is from a seed committed at {late}, too late",
            position=position, late=late[0],
        )  # fmt: skip
        yield fails("seed.late", says)
    elif not any(seed.digest == digest for _, seed in reading.seeds):
        says = phrase(
            "the draw at position {position} is from a seed that was never committed", position=position
        )
        yield fails("seed.unknown", says)
    else:
        says = phrase(
            "the draw at position {position} is not from the first seed committed for its time and purpose",
            position=position,
        )
        yield fails("seed.chosen", says)
