"""Tables in any encoding, delimiter and spelling of their header; XLSX as text."""

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from otkel.errors import InputError, Mistake, Where
from otkel.feeds.table import Column, fold_header, read_table, row_writer, safe_cells, write_row_safe

COLUMNS = (Column("driver", ("водитель", "жүргізуші"), required=True), Column("left_on", ("дата выезда",)))


def rows(data, name="t.csv"):
    return list(read_table(data if isinstance(data, bytes) else data.encode(), COLUMNS, name).rows)


def said(mistake):
    return mistake.what.text.format(**mistake.what.values)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_gives_the_same_rows(encoding, delimiter):
    text = f"Водитель{delimiter}Дата выезда\r\nИванов{delimiter}2026-01-03\r\n"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    table = read_table(mark + text.encode(encoding), COLUMNS, "t.csv")
    assert list(table.rows) == [(2, {"driver": "Иванов", "left_on": "2026-01-03"})]
    assert [n.what.text for n in table.notices] == (
        ["the file is not UTF-8; it was read as windows-1251"] if encoding == "windows-1251" else []
    )


@pytest.mark.parametrize(
    "title", ["driver", " Driver ", "DRIVER", "Водитель", "ЖҮРГІЗУШІ", '"driver"', "driver:"]
)
def test_a_header_is_read_in_every_spelling(title):
    assert rows(f"{title}\nA\n") == [(2, {"driver": "A"})]


def test_headers_are_compared_without_marks():
    assert fold_header(" Left-on. ") == "left_on"
    assert fold_header("Дата  въезда:") == fold_header("дата_въезда")


def test_the_line_that_names_the_delimiter_is_kept_as_a_row():
    assert rows("sep=;\ndriver;left_on\nA;x\n") == [(3, {"driver": "A", "left_on": "x"})]


def test_quoted_line_breaks_belong_to_one_row_and_empty_rows_count():
    text = 'driver,left_on\n"A\nB",1\n\n,\nC,2\n'
    assert rows(text) == [(2, {"driver": "A\nB", "left_on": "1"}), (5, {"driver": "C", "left_on": "2"})]


def test_short_rows_leave_cells_out_and_long_ones_are_told():
    (_, short), (row, long) = rows("driver,left_on\nA\nA,1,2\n")
    assert short == {"driver": "A"}
    assert isinstance(long, Mistake)
    assert said(long) == "the row has 3 cells, the header has 2"
    assert (row, long.where.row, long.where.file) == (3, 3, "t.csv")


def test_a_broken_quotation_is_told_and_the_rest_is_read():
    first, second = rows('driver,left_on\n"A"x,1\nB,2\n')
    assert said(first[1]) == "a quotation mark in this row is not closed, or stands inside a cell"
    assert second == (3, {"driver": "B", "left_on": "2"})


def test_an_open_quotation_is_told():
    (_, mistake) = rows('driver,left_on\n"A,1\nB,2\n')[-1]
    assert isinstance(mistake, Mistake)


def test_a_missing_column_is_told_with_what_was_found():
    with pytest.raises(InputError) as caught:
        rows("left_on;name;zzz\n1;2;3\n")
    (mistake,) = caught.value.mistakes
    assert mistake.what.text == "column {name} is missing; found: {found}"
    assert mistake.what.values == {"name": "driver", "found": ("left_on", "name", "zzz")}
    assert (mistake.where.row, mistake.where.field) == (1, "driver")


def test_an_unknown_column_is_noticed_and_a_near_miss_is_a_mistake():
    table = read_table(b"driver,lefton,zzz\nA,1,2\n", COLUMNS, "t.csv")
    (one,), (two,) = table.mistakes, table.notices
    assert said(one) == "column lefton is not known and was not read; did you mean left_on?"
    assert one.do.text.startswith("rename the column to {meant}, or remove it")
    assert one.where == Where("t.csv", 1, "lefton")
    assert two.do.text == "nothing, if it is not needed here"


def test_a_column_like_one_that_is_there_is_only_noticed():
    table = read_table(b"driver,left_on,lefton\nA,1,2\n", COLUMNS, "t.csv")
    assert table.mistakes == ()
    assert [n.where.field for n in table.notices] == ["lefton"]


def test_a_column_that_stands_twice_is_told():
    with pytest.raises(InputError) as caught:
        rows("driver,водитель\nA,B\n")
    assert said(caught.value.mistakes[0]) == "column driver stands in the table twice"


def book(*sheets):
    """Give the bytes of a workbook with these sheets of rows."""
    made = Workbook()
    made.remove(made.active)
    for sheet in sheets:
        page = made.create_sheet()
        for row in sheet:
            page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_text_as_a_person_would_write_it():
    data = book(
        [
            ["driver", "left_on"],
            [620462, datetime(2026, 1, 3)],  # noqa: DTZ001 a spreadsheet has no zones
            [12.0, date(2026, 1, 3)],
            [0.5, datetime(2026, 1, 3, 14, 20)],  # noqa: DTZ001
            [True, None],
            [None, None],
            ["=1+1", " x "],
        ]
    )
    assert rows(data, "t.xlsx") == [
        (2, {"driver": "620462", "left_on": "2026-01-03"}),
        (3, {"driver": "12", "left_on": "2026-01-03"}),
        (4, {"driver": "0.5", "left_on": "2026-01-03 14:20:00"}),
        (5, {"driver": "yes", "left_on": ""}),
        (7, {"driver": "", "left_on": "x"}),
    ]


def test_only_the_first_sheet_is_read_and_that_is_noticed():
    table = read_table(book([["driver"], ["A"]], [["driver"], ["B"]]), COLUMNS, "t.xlsx")
    assert [cells for _, cells in table.rows] == [{"driver": "A"}]
    assert table.notices[0].what.text == "the workbook has several sheets; only the first, {title}, is read"


def test_an_empty_workbook_is_told():
    with pytest.raises(InputError) as caught:
        rows(book([]), "t.xlsx")
    assert said(caught.value.mistakes[0]) == "the table is empty"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r", " ="])
def test_no_written_cell_is_taken_for_a_formula(start):
    assert safe_cells([start + "cmd|x"]) == ["'" + start + "cmd|x"]


def test_numbers_and_plain_text_are_written_as_they_are():
    assert safe_cells([-5, "a=b", "", None, 0]) == [-5, "a=b", "", None, 0]


def test_a_row_is_written_safely():
    stream = io.StringIO()
    write_row_safe(csv.writer(stream), ["=1", 2])
    row_writer(stream)(["+1", -2])
    assert stream.getvalue() == "'=1,2\r\n'+1,-2\r\n"
