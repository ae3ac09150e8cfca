import os
import stat
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from otkel.errors import LedgerError
from otkel.ledger.proof.heads import (
    decode_head,
    decode_public_key,
    encode_head,
    is_signed_by,
    key_id,
    make_key,
    read_key,
    sign_head,
    signed_bytes,
)
from otkel.ledger.proof.nodes import MemoryNodes
from otkel.ledger.proof.tree import leaf_hash
from tests.ledger.proof.helpers import KEY, OTHER, row


def head(size=5):
    nodes = MemoryNodes()
    nodes.add([leaf_hash(row(position)) for position in range(1, size + 1)])
    return sign_head(nodes, size, 1_790_000_000_000_000, KEY)


def test_what_is_signed_is_canonical_json():
    one = head()
    assert (
        signed_bytes(one.size, one.root, one.timestamp_us, one.ledger)
        == (
            f'{{"format":"otkel-tree-head-1","ledger":"{one.ledger}","root":"{one.root}",'
            '"size":5,"timestamp_us":1790000000000000}'
        ).encode()
    )
    assert one.ledger == leaf_hash(row(1)).hex()


def test_only_its_own_key_holds():
    assert is_signed_by(head(), KEY.public_key())
    assert not is_signed_by(head(), OTHER.public_key())
    # Another's head that bears the name of this key.
    assert not is_signed_by(replace(head(), key=key_id(OTHER.public_key())), OTHER.public_key())


@pytest.mark.parametrize(
    "change",
    [{"size": 6}, {"root": "0" * 64}, {"timestamp_us": 1}, {"ledger": "1" * 64}, {"signature": "0" * 128}],
)
def test_a_changed_head_does_not_hold(change):
    assert not is_signed_by(replace(head(), **change), KEY.public_key())


@given(st.integers(0, 8 * len(encode_head(head())) - 1))
def test_any_flipped_bit_of_a_stored_head_is_seen(bit):
    data = bytearray(encode_head(head()))
    data[bit // 8] ^= 1 << bit % 8
    try:
        found = decode_head(bytes(data))
    except ValueError:
        return
    assert not is_signed_by(found, KEY.public_key())


def test_a_head_is_read_in_one_form_only():
    data = encode_head(head())
    assert decode_head(data) == head()
    for other in (
        data + b"\n",
        data.replace(b":5,", b":5.0,"),
        data.replace(b"{", b'{"x":1,', 1),
        b"",
        b"[]",
    ):
        with pytest.raises(ValueError):
            decode_head(other)


def test_keys_are_made_for_their_owner_and_read_again(tmp_path):
    folder = tmp_path / "a.keys"
    made = make_key(folder)
    assert stat.S_IMODE((folder / "head.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert read_key(folder).private_bytes_raw() == made.private_bytes_raw()
    public = decode_public_key((folder / "head.pub").read_bytes())
    assert key_id(public) == key_id(made.public_key())
    with pytest.raises(FileExistsError):
        make_key(folder)


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_a_key_that_others_may_read_is_not_used(tmp_path):
    make_key(tmp_path)
    (tmp_path / "head.key").chmod(0o640)
    with pytest.raises(LedgerError, match="may be read by others"):
        read_key(tmp_path)


def test_a_file_that_holds_no_such_key_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_key(tmp_path)
    other = generate_private_key(SECP256R1())
    for data in (
        b"",
        b"-----BEGIN PRIVATE KEY-----",
        other.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    ):
        (tmp_path / "head.key").write_bytes(data)
        (tmp_path / "head.key").chmod(0o600)
        with pytest.raises(LedgerError, match="no Ed25519 key"):
            read_key(tmp_path)


def test_a_public_key_in_hex_or_as_text():
    raw = KEY.public_key().public_bytes_raw()
    assert decode_public_key(raw.hex().encode() + b"\n") == KEY.public_key()
    other = (
        generate_private_key(SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    for data in (b"", b"zz" * 32, "ж".encode() * 32, other):
        with pytest.raises(ValueError):
            decode_public_key(data)


def test_another_tool_agrees(tmp_path):
    """OpenSSL checks the same signature over the same bytes."""
    one = head()
    make = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (tmp_path / "pub").write_bytes(make)
    (tmp_path / "sig").write_bytes(bytes.fromhex(one.signature))
    (tmp_path / "told").write_bytes(signed_bytes(one.size, one.root, one.timestamp_us, one.ledger))
    command = "openssl pkeyutl -verify -pubin -inkey pub -rawin -in told -sigfile sig"
    try:
        done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    assert done.returncode == 0, done.stderr
