"""Files made to break a reader: each gets a sentence, in bounded time and memory."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.errors import InputError
from otkel.feeds import workbook
from otkel.feeds.opening import read_bytes, read_text
from otkel.feeds.stays import read_stays
from otkel.feeds.template import trip_template
from otkel.feeds.trip_file import read_trip
from otkel.feeds.trips import read_trips

READERS = {"trip": read_trip, "stays": read_stays, "trips": read_trips}


def refused(read, *given):
    """Give the only mistake of a file that is refused, and check that it tells what to do."""
    with pytest.raises(InputError) as caught:
        read(*given)
    (mistake,) = caught.value.mistakes
    assert mistake.do.text
    return mistake


def said(mistake):
    return mistake.what.text.format(**{k: getattr(v, "text", v) for k, v in mistake.what.values.items()})


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_file_of_200_mb_is_refused_by_its_size_before_it_is_read(reader, tmp_path, monkeypatch):
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    monkeypatch.setattr(type(path), "open", lambda *a, **k: pytest.fail("the file was opened"))
    mistake = refused(reader, path)
    limit = 5 if reader is read_trip else 100
    assert said(mistake) == f"the file has 200 MB; at most {limit} MB are read"
    assert mistake.where.file == "huge.csv"


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_too_many_bytes_are_refused(reader):
    assert "at most" in said(refused(reader, b"a" * 100_000_001, "x"))


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe \0\n\0"])
def test_an_empty_file_is_told(reader, data):
    mistake = refused(reader, data, "e.csv")
    assert said(mistake) in ("the file is empty", "the table is empty")
    assert mistake.where.file == "e.csv"


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "the file looks like a PDF document, not like text"),
        (b"\x89PNG\r\n", "the file looks like a picture, not like text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "the file looks like an old Excel or Word document, not like text"),
        (b"a,b\0c\n\1\2\3", "the file is binary, not text"),
        ("driver,country".encode("utf-16-le"), "the file looks like UTF-16 text without its mark"),
        (bytes(range(128, 256)) * 3, "the letters of the file are not UTF-8 (byte 0)"),
        ("водитель;страна".encode("cp866"), "the letters of the file are not UTF-8 (byte 0)"),
    ],
)
def test_a_file_that_is_no_text_is_told(reader, data, what):
    assert said(refused(reader, data, "x.csv")) == what


def test_a_workbook_given_as_a_trip_is_told():
    what = "the file looks like a ZIP archive or an office document, not like text"
    assert said(refused(read_trip, b"PK\x03\x04", "x.yaml")) == what


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_missing_file_and_a_folder_are_told(reader, tmp_path):
    assert said(refused(reader, tmp_path / "none.csv")) == "there is no such file"
    assert said(refused(reader, tmp_path)) == "this is a folder, not a file"
    assert said(refused(reader, "a\0b")) == "the file cannot be opened"


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1")

    def forbid(*args, **kwargs):
        raise PermissionError

    monkeypatch.setattr(type(path), "open", forbid)
    assert said(refused(read_trip, path)) == "the file may not be read"


def test_a_stream_that_grows_past_its_size_is_refused(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"a" * 1_000_001)
    assert "at most 1 MB" in said(refused(read_bytes, path, 1))


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
)


@pytest.mark.parametrize(
    ("text", "what", "row"),
    [
        (LAUGHS, "an anchor or alias (& or *) stands here", 1),
        ("a: 1\nb: *a\n", "an anchor or alias (& or *) stands here", 2),
        ("a: !!python/object/apply:os.system [id]\n", "a tag (!) stands here", 1),
        ("a: 1\n---\nb: 2\n", "a second document begins here", 2),
        ("a: " + "[" * 10_000, "more than 30 levels lie inside one another", 1),
        ("a: " + "{b: " * 10_000, "more than 30 levels lie inside one another", 1),
        ("a: 1\n\tb: 2\n", "a tab stands where YAML wants spaces", 2),
        ("a: [1, 2\nb: 3\n", "the file is not right YAML here", 2),
        ("- a\n- b\n", "the file does not hold names and values", None),
        ("just words\n", "the file does not hold names and values", None),
        ("? [a]\n: b\n", "a name is missing or too long here", 1),
        ("a: [" + "x, " * 60_000 + "]", "the file has more than 50000 values", 1),
        ("a: 1\nb: 2\na: 3\n", "a stands here twice", 3),
        ("k" * 300 + ": 1\n", "a name is missing or too long here", 1),
    ],
)
def test_hostile_yaml_is_told_with_its_line(text, what, row):
    mistake = refused(read_trip, text.encode(), "t.yaml")
    assert said(mistake) == what
    assert mistake.where.row == row


@pytest.mark.parametrize(
    ("text", "what", "row"),
    [
        ('{"a": 1,\n"a": 2}', "a stands here twice", 2),
        ("[" * 100_000, "more than 30 levels lie inside one another", 1),
        ('{"a":' * 100_000, "more than 30 levels lie inside one another", 1),
        ('{"a": NaN}', "NaN is not a number", 1),
        ('{"a": -Infinity}', "-Infinity is not a number", 1),
        ('{"a": "\\ud800"}', "half of a character stands here (a lone surrogate)", 1),
        ('{"\\udfff": 1}', "half of a character stands here (a lone surrogate)", 1),
        ("[1]", "the file does not hold names and values", None),
        ("7", "the file does not hold names and values", None),
        ('{"a": [' + "1," * 60_000 + "1]}", "the file has more than 50000 values", 1),
        *[
            (text, "the file is not right JSON here", 1)
            for text in (
                '{"a": 1,}',
                '{"a" 1}',
                '{"a": 01}',
                '{"a": +1}',
                '{"a": .5}',
                '{"a": 1} x',
                '{"a": [1,]}',
                '{"a": [,1]}',
                '{"a": [1 2]}',
                '{"a": "x}',
                '{"a": "x\ty"}',
                "{a: 1}",
                "{'a': 1}",
                '{"a": undefined}',
                "{",
                '{"a": [}',
                '{"a":',
                '{,"a": 1}',
            )
        ],
    ],
)
def test_hostile_json_is_told_with_its_line(text, what, row):
    mistake = refused(read_trip, text.encode(), "t.json")
    assert said(mistake) == what
    assert mistake.where.row == row


def archive(**parts):
    """Give a ZIP with these parts, packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in parts.items():
            pack.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


@pytest.mark.parametrize("reader", [read_stays, read_trips])
def test_a_packed_bomb_is_refused_by_what_it_would_unpack_to(reader, monkeypatch):
    assert workbook.UNPACKED_LIMIT_MB == 300
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT_MB", 3)
    bomb = archive(**{"xl__worksheets__sheet1.xml": bytes(3_000_001)})
    assert len(bomb) < 10_000
    assert said(refused(reader, bomb, "x.xlsx")) == "the workbook unpacks to 4 MB; at most 3 MB are read"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (archive(**{"word__document.xml": b"<w/>"}), "the file looks like an archive, not like a table"),
        (
            archive(**{"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
            "the workbook cannot be read",
        ),
        (archive(**{"xl__workbook.xml": b"<x/>"}), "the workbook cannot be read"),
        (b"PK\x03\x04" + b"\1" * 500, "the workbook cannot be read"),
    ],
)
def test_a_broken_workbook_is_told(data, what):
    assert said(refused(read_stays, data, "x.xlsx")) == what


def drain(reader, data):
    """Read all of it, or see it refused with a reason and a cure; anything else fails the test."""
    try:
        read = reader(data, "x")
        if reader is read_trips:
            list(read)
    except InputError as error:
        mistakes = error.mistakes
    else:
        return
    assert mistakes
    for mistake in mistakes:
        assert said(mistake)
        assert mistake.do.text
        assert mistake.where.file == "x"


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(data=st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(reader, data):
    drain(reader, data)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(data=st.text(max_size=300))
def test_random_text_is_read_or_refused(reader, data):
    drain(reader, data.encode("utf-8", "surrogatepass"))


@given(st.data())
def test_a_damaged_template_is_read_or_refused(data):
    text = bytearray(trip_template().encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    drain(read_trip, bytes(text))


_NAMES = """
id enters_on enters_at route driver stays country entered_on consignments goods code price amount currency
rates_rub vehicle plate documents kind spot payment seal readings queue no_shows_on KGS
"""
_KEYS = st.sampled_from(_NAMES.split()) | st.text(max_size=5)
_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_KEYS, _JSON, max_size=8))
def test_any_json_is_read_or_refused(data):
    drain(read_trip, json.dumps(data).encode())


_CELL = st.sampled_from(
    [
        "",
        "KZ",
        "RU",
        "2026-01-03",
        "no",
        "=1+1",
        '"',
        "1 250",
        "KG>KZ>RU",
        "6204; 6109",
        "\x85",
        "-",
        "RU 2026-01-03..",
    ]
) | st.text(max_size=8)


@pytest.mark.parametrize("reader", [read_stays, read_trips])
@given(rows=st.lists(st.lists(_CELL, max_size=10), max_size=6))
def test_any_table_is_read_or_refused(reader, rows):
    head = (
        "driver,country,entered_on,left_on,permit,ruid_statement_on"
        if reader is read_stays
        else "enters_on,route,goods_codes,price,currency,driver_stays,documents,rates_rub,plate,spot_qr"
    )
    text = head + "\n" + "\n".join(",".join(row) for row in rows)
    drain(reader, text.encode("utf-8", "surrogatepass"))


def test_utf_16_with_its_mark_is_read():
    assert read_text("привет".encode("utf-16"), "x").text == "привет"


def test_broken_utf_16_is_told():
    assert (
        said(refused(read_text, b"\xff\xfea\0\0\xd8", "x")) == "the letters of the file are broken at byte 4"
    )


def test_windows_1251_is_read_and_noticed():
    opened = read_text("Водитель Ёлкин № 1 «Швея»".encode("cp1251"), "x")
    assert opened.text == "Водитель Ёлкин № 1 «Швея»"
    assert [n.what.text for n in opened.notices] == ["the file is not UTF-8; it was read as windows-1251"]
