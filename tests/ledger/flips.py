"""One bit of a ledger's file is flipped: it is named, or no answer changes."""

import random
import shutil
from pathlib import Path

from otkel.errors import LedgerError
from otkel.ledger.proof.growing import make_head
from otkel.ledger.proof.store import ProofStore
from otkel.ledger.proof.verify import verify
from otkel.ledger.sqlite.store import SqliteStore
from otkel.ledger.sqlite_proof import SqliteProofStore
from tests.contract.acts import booking, drafts, ticking
from tests.ledger.proof.helpers import KEY

STREAMS = [f"passage/{number}" for number in range(5)]


def make_file(path: Path, acts: int = 100) -> Path:
    """Make a ledger of three events an act, with claims, two heads, and all in one file."""
    store, proofs = SqliteStore(path, ticking()), SqliteProofStore(path)
    for tag in range(acts):
        claims = [booking(f"truck {tag}")]
        store.append(STREAMS[tag % 5], drafts(3, tag=tag), client_key=f"key {tag}", claims=claims)
        if tag == acts // 2:
            make_head(store, proofs, KEY, lambda: 1)
    make_head(store, proofs, KEY, lambda: 2)
    store.close()
    proofs.close()
    assert not path.with_name(path.name + "-wal").exists()
    return path


def answers(path: Path) -> tuple[list[str], object]:
    """Give what is found wrong with a file, and all that it answers."""
    try:
        store = SqliteStore(path, ticking())
    except LedgerError as error:
        return [str(error)], None
    try:
        proofs = SqliteProofStore(path)
        found = [finding.id for finding in verify(store, proofs, [KEY.public_key()]) if not finding.holds]
        found += list(store.check_file())
        found += [damage.what for damage in store.check_columns()]
        told = None if found else _told(store, proofs)
        proofs.close()
    except LedgerError as error:
        found, told = [str(error)], None
    finally:
        store.close()
    return found, told


def unnoticed(path: Path, folder: Path, count: int, seed: int) -> list[int]:
    """Flip so many random bits, one at a time; give those that changed an answer and were not named."""
    draw, whole = random.Random(seed), path.read_bytes()
    _, right = answers(shutil.copy(path, folder / "whole.db"))
    missed = []
    for number in range(count):
        bit = draw.randrange(len(whole) * 8)
        spoilt = bytearray(whole)
        spoilt[bit // 8] ^= 1 << bit % 8
        file = folder / f"{number}.db"
        file.write_bytes(spoilt)
        found, told = answers(file)
        if not found and told != right:
            missed.append(bit)
        for left in folder.glob(f"{number}.db*"):
            left.unlink()
    return missed


def _told(store: SqliteStore, proofs: ProofStore) -> object:
    return (
        list(store.read_rows()),
        [list(store.read_stream(stream)) for stream in STREAMS],
        [store.version(stream) for stream in STREAMS],
        sorted((claim.kind, claim.subject, position) for claim, position in store.read_claims()),
        list(proofs.read_heads()),
        [proofs.find_tile(level, index) for level in range(2) for index in range(3)],
        proofs.size(),
    )
