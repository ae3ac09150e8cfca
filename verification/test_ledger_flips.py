"""Claim: each of 500 flipped bits of a ledger's file is named, or changes no answer."""

from tests.ledger.flips import answers, make_file, unnoticed

BITS = 500


def test_no_flipped_bit_changes_an_answer_unnoticed(tmp_path):
    file = make_file(tmp_path / "a.db")
    found, told = answers(file)
    assert found == []
    assert told is not None
    assert unnoticed(file, tmp_path, BITS, seed=2) == []
