from tests.ledger.flips import answers, make_file, unnoticed


def test_a_flipped_bit_of_the_file_is_named_or_changes_no_answer(tmp_path):
    file = make_file(tmp_path / "a.db")
    found, told = answers(file)
    assert found == []
    assert told is not None
    assert unnoticed(file, tmp_path, 120, seed=1) == []
