"""Use cases of the record: sign a head, verify, prove, check a proof, copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from otkel.app.clock import now
from otkel.app.ledger_files import (
    keys_folder,
    read_head_file,
    read_proof_file,
    read_public_key,
    read_public_keys,
    refused,
    require_keys_folder,
    require_ledger,
)
from otkel.facts.events.envelope import as_instant, as_us
from otkel.ledger.copying import Copied, copy_events, copy_heads
from otkel.ledger.opening import open_store
from otkel.ledger.proof.bundle import check_bundle, decode_bundle, encode_bundle, make_bundle
from otkel.ledger.proof.findings import ProofFinding, fails
from otkel.ledger.proof.growing import make_head as sign
from otkel.ledger.proof.heads import SignedTreeHead, make_key, read_key
from otkel.ledger.proof.nodes import TiledNodes
from otkel.ledger.proof.store import ProofStore
from otkel.ledger.proof.verify import verify
from otkel.ledger.proof_opening import open_proof_store
from otkel.ledger.store import Store
from otkel.phrases import phrase

Json = dict[str, Any]


class MadeHead(msgspec.Struct, frozen=True, kw_only=True):
    """A signed head, and where a key was made for it, the file to give away."""

    head: SignedTreeHead
    new_key: Path | None = None


class CheckedProof(msgspec.Struct, frozen=True, kw_only=True):
    """What the check of a proof found, and the events it proves, as they are stored."""

    findings: tuple[ProofFinding, ...]
    events: tuple[Json, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 the proof holds, 1 it does not, 2 the file is no proof."""
        if self.findings[0].id == "proof.form":
            return 2
        return 0 if all(finding.holds for finding in self.findings) else 1


def now_us() -> int:
    """Give the present instant [µs of UTC since 1970]."""
    return as_us(now())


def make_head(db: str) -> MadeHead:
    """Sign the newest head of a ledger; a key is made where there is none yet. Raises LedgerError."""
    folder = require_keys_folder(db)
    with opened(db) as (store, proofs):
        try:
            return MadeHead(head=sign(store, proofs, read_key(folder), now_us))
        except FileNotFoundError:
            key = make_key(folder)
            return MadeHead(head=sign(store, proofs, key, now_us), new_key=folder / "head.pub")


def verify_ledger(db: str, keys: Sequence[Path] = (), heads: Sequence[Path] = ()) -> list[ProofFinding]:
    """Check every event, node and head, and what the database says of its own file.

    `keys` are public keys beside that of this ledger, `heads` are files of heads kept elsewhere.
    """
    kept = [read_head_file(path) for path in heads]
    with opened(db) as (store, proofs):
        signed = bool(kept or keys) or any(True for _ in proofs.read_heads())
        public = read_public_keys(keys, keys_folder(db)) if signed else []
        found = list(verify(store, proofs, public, kept))
        told = {finding.values.get("position") for finding in found}
        beside = [finding for finding in _beside(store) if finding.values.get("position") not in told]
    return [finding for finding in found if not (finding.holds and beside)] + beside


def prove_events(
    db: str, positions: Sequence[int], stream: str | None = None, since: Path | None = None
) -> bytes:
    """Give the proof file of events, of a stream's events, and of an earlier head, under the newest head.

    Raises InputError where an event is not there or no head covers it yet.
    """
    earlier = read_head_file(since) if since is not None else None
    with opened(db) as (store, proofs):
        wanted = [*positions, *([one.position for one in store.read_stream(stream)] if stream else ())]
        if not wanted and earlier is None:
            raise refused(
                phrase("nothing was named to be proved"),
                phrase("name positions of events, a stream with --stream, or a head with --since"),
            )
        for position in positions:
            _stored(store, position)
        head = _covering(proofs.find_head(), max([0, *wanted]))
        if earlier is not None and earlier.size > head.size:
            raise refused(
                phrase(
                    "the earlier head is over {size} events, the newest over {newest}",
                    size=earlier.size,
                    newest=head.size,
                ),
                phrase("make a new head first: otkel ledger head"),
                "--since",
            )
        rows = [(position, _stored(store, position)) for position in dict.fromkeys(wanted)]
        return encode_bundle(make_bundle(TiledNodes(proofs.find_tile), head, rows, earlier))


def check_proof(path: Path, key: str | None, db: str, kept: Path | None = None) -> CheckedProof:
    """Check a proof file, offline. `key`: a file or 64 hex digits; left out, that of the ledger `db`."""
    public = read_public_key(key, keys_folder(db))
    data = read_proof_file(path)
    findings = check_bundle(data, public, read_head_file(kept) if kept is not None else None)
    if not all(finding.holds for finding in findings):
        return CheckedProof(findings=findings)
    return CheckedProof(
        findings=findings, events=tuple(_told(one.event) for one in decode_bundle(data).events)
    )


def copy_ledger(source: str, target: str) -> Copied:
    """Copy a ledger and its heads into another one that is empty or holds its beginning.

    What is kept apart (personal data, keys) stays where it is. Raises InputError, LedgerError.
    """
    require_ledger(source, "FROM")
    with ExitStack() as stack:
        one, other = (stack.enter_context(closing(open_store(url, now_us))) for url in (source, target))
        copied = copy_events(one, other)
        heads = stack.enter_context(closing(open_proof_store(source, one)))
        others = stack.enter_context(closing(open_proof_store(target, other)))
        copy_heads(heads, others)
        return copied


@contextmanager
def opened(db: str) -> Iterator[tuple[Store, ProofStore]]:
    """Open a ledger that is there, and what proves it. Raises InputError, UnknownNameError, LedgerError."""
    require_ledger(db, "--db")
    with ExitStack() as stack:
        store = open_store(db, now_us)
        try:
            # What is opened last is closed last: it may write, and so tidies up the file.
            proofs = open_proof_store(db, store)
            stack.callback(proofs.close)
        finally:
            stack.callback(store.close)
        yield store, proofs


def _covering(head: SignedTreeHead | None, position: int) -> SignedTreeHead:
    if head is None or head.size < position:
        raise refused(
            phrase("no head covers the event at position {position} yet", position=max(position, 1)),
            phrase("make a new head first: otkel ledger head"),
            "EVENT",
        )
    return head


def _stored(store: Store, position: int) -> bytes:
    for found, stored in store.read_rows(position - 1, position):
        if found == position:
            return stored
    raise refused(
        phrase("there is no event at position {position}", position=position),
        phrase("the ledger ends at position {head}", head=store.head()),
        "EVENT",
    )


def _beside(store: Any) -> Iterator[ProofFinding]:
    """Give what the store itself finds in its file and its columns, where it can look."""
    for line in store.check_file() if hasattr(store, "check_file") else ():
        yield fails("file", phrase("the database says: {line}", line=line))
    for damage in store.check_columns() if hasattr(store, "check_columns") else ():
        yield fails(
            "columns",
            phrase(
                "beside the event at position {position}: {why}", position=damage.position, why=damage.what
            ),
        )


def instant(us: int) -> str:
    """Give microseconds of UTC as an instant in ISO form, to the second."""
    return as_instant(us).isoformat(timespec="seconds")


def write_proof(path: Path, proof: bytes) -> None:
    """Write a proof file. Raises InputError."""
    try:
        path.write_bytes(proof)
    except OSError as error:
        raise refused(
            phrase("{file} cannot be written ({reason})", file=path.name, reason=error.strerror or ""),
            phrase("name another file"),
            "--out",
        ) from None


def _told(stored: str) -> Json:
    names = (
        "position", "stream", "version", "client_key", "word", "word_version", "occurred_us", "recorded_us",
        "recorded_by", "point", "cause", "passage", "body",
    )  # fmt: skip
    told: Json = dict(zip(names, msgspec.json.decode(stored), strict=False))
    for name in ("occurred", "recorded"):
        told[f"{name}_at"] = instant(told[f"{name}_us"])
    return told
