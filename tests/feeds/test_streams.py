"""Long tables are read as streams: memory does not grow with them, and one bad row spoils no other."""

from __future__ import annotations

import io
import os
import threading
import tracemalloc

import pytest

from otkel.app.feeds import list_readings, list_rejects, read_feed
from otkel.errors import InputError, Mistake
from otkel.facts.readings import Reading
from otkel.feeds import letters
from otkel.feeds.letters import check_text, read_text
from otkel.feeds.readings_table import read_readings

NOW_US = 1_795_907_915_000_000
HEAD = "point,quantity,value,observed_at,said_by\n"


def table(path, rows, bad=None, encoding="utf-8"):
    """Write a table of so many rows; in one of them stands no figure."""
    with path.open("w", encoding=encoding) as file:
        file.write(HEAD)
        for i in range(rows):
            minute, hour, day = i % 60, i // 60 % 24, i // 1440 % 28 + 1
            value = "?x" if i == bad else i % 300
            file.write(f"syrym,vehicles_waiting,{value},2026-06-{day:02}T{hour:02}:{minute:02}Z,диспетчер\n")
    return path


def peak(path):
    tracemalloc.start()
    try:
        kinds = [0, 0]
        for one in read_readings(path, name="t.csv", received_us=NOW_US):
            kinds[isinstance(one, Mistake)] += 1
        return kinds, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251"])
def test_memory_does_not_grow_with_the_table(tmp_path, encoding, monkeypatch):
    monkeypatch.setattr(letters, "_PART", 50_000)
    list(read_readings(table(tmp_path / "short.csv", 5), name="t.csv", received_us=NOW_US))  # what is cached
    long = table(tmp_path / "long.csv", 12_000, 6_000, encoding)
    kinds, bytes_peak = peak(long)
    assert kinds == [11_999, 1]
    assert bytes_peak < long.stat().st_size  # as text in memory it alone would be twice as large


def test_one_bad_row_of_many_is_told_by_its_number_and_the_rest_goes_in(tmp_path):
    db = f"sqlite:///{tmp_path}/otkel.db"
    run = read_feed(db, "template", table(tmp_path / "t.csv", 12_000, 7_000))
    assert (run.taken, run.rejected) == (11_999, 1)
    ((_, (aside,)),) = list_rejects(db)
    assert (aside.row, aside.field, aside.rows) == (7_002, "value", 1)
    again = read_feed(db, "template", tmp_path / "t.csv")
    assert (again.taken, again.repeated, again.rejected) == (0, 11_999, 1)
    assert len(list_readings(db, "syrym", 100_000)) == 11_999


def test_a_quotation_mark_that_is_never_closed_spoils_no_more_than_a_reader_must(tmp_path):
    path = table(tmp_path / "t.csv", 3_000)
    text = path.read_text("utf-8").splitlines(keepends=True)
    text[10] = text[10].replace("syrym", '"syrym', 1)
    path.write_text("".join(text), "utf-8")
    found = list(read_readings(path, name="t.csv", received_us=NOW_US))
    assert sum(isinstance(one, Reading) for one in found) >= 9
    assert any(isinstance(one, Mistake) for one in found)


def test_a_pipe_is_read_though_it_has_no_beginning_to_go_back_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = table(tmp_path / "t.csv", 100).read_bytes()
    writer = threading.Thread(target=lambda: pipe.write_bytes(data))
    writer.start()
    found = list(read_readings(pipe, name="pipe", received_us=NOW_US))
    writer.join()
    assert len(found) == 100


def test_a_file_that_is_cut_while_it_is_read_is_told(tmp_path):
    path = table(tmp_path / "t.csv", 20_000)
    pieces = read_readings(path, name="t.csv", received_us=NOW_US)
    next(pieces)
    path.write_bytes(path.read_bytes()[:300_000] + "д".encode()[:1])
    with pytest.raises(InputError, match="changed"):
        list(pieces)


class Drops(io.BytesIO):
    """Gives a file in small parts, wherever they end."""

    def read(self, size=-1):
        return super().read(min(size, 3) if size > 0 else size)


@pytest.mark.parametrize(
    "data",
    [
        "өткел, Қазақстан\n".encode() * 3,
        "өткел".encode("utf-16"),
        "\ufeffпункт\n".encode(),
        "пункт пропуска Сырым\n".encode("windows-1251") * 4,
    ],
)
def test_letters_are_told_the_same_wherever_a_part_ends(data):
    whole, dropped = check_text(io.BytesIO(data), "t"), check_text(Drops(data), "t")
    assert whole == dropped
    assert data.decode(whole.encoding) == read_text(data, "t").text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("пункт".encode() + b"\xd0", "not UTF-8 (byte {byte})"),
        ("ab".encode("utf-16") + b"\x00", "broken at byte {byte}"),
        (b"a" * 50 + b"\x00", "binary"),
        (b"\x98" + "пункт".encode("windows-1251"), "not UTF-8 (byte {byte})"),
        (b" \n" * 5, "empty"),
    ],
)
def test_what_is_no_text_is_told_the_same_wherever_a_part_ends(data, said):
    mistakes = []
    for raw in (io.BytesIO(data), Drops(data)):
        with pytest.raises(InputError) as wrong:
            check_text(raw, "t")
        mistakes.append(wrong.value.mistakes)
    assert mistakes[0] == mistakes[1]
    assert said in mistakes[0][0].what.text
