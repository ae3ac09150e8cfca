"""XML made to harm: refused with a sentence, in bounded time, and nothing is fetched."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import InputError
from otkel.feeds.additions import Additions
from otkel.feeds.documents import read_xml_document
from otkel.feeds.tree import Tree
from otkel.feeds.trip_file import read_trip
from otkel.feeds.xml_tree import read_xml
from tests.feeds.documents import HERE

NOTE = (HERE / "cmr.xml").read_bytes()
MORE = Additions(tree=Tree({"enters_on": "2026-12-01", "route": ["KG", "KZ", "RU"]}, {}), file="m")
LAUGHS = (
    b"""<?xml version="1.0"?><!DOCTYPE CMR [<!ENTITY a "ha">"""
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><CMR>&j;</CMR>"
)


def refused(data):
    with pytest.raises(InputError) as caught:
        read_xml_document(data, "x.xml", MORE)
    assert all(one.do.text for one in caught.value.mistakes)
    return caught.value.mistakes[0].what.text


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        b"<!DOCTYPE CMR [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><CMR>&x;</CMR>",
        b"<!DOCTYPE CMR SYSTEM 'http://127.0.0.1:9/x.dtd'><CMR/>",
        b"<!DOCTYPE CMR [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]><CMR/>",
        b"<!DOCTYPE CMR><CMR/>",
    ],
)
def test_a_document_with_a_type_of_its_own_is_refused_before_it_is_expanded(data):
    began = time.monotonic()
    assert "declares a type" in refused(data)
    assert time.monotonic() - began < 1


def test_an_entity_that_nobody_declared_is_no_right_xml():
    assert "not right XML" in refused(b"<CMR>&x;</CMR>")


def test_deep_nesting_is_refused():
    assert "nested deeper" in refused(b"<CMR>" + b"<a>" * 200_000)


def test_many_elements_are_refused():
    assert "nested deeper" in refused(b"<CMR>" + b"<a/>" * 600_000 + b"</CMR>")


def test_a_document_over_the_limit_is_refused_by_its_size():
    assert "at most" in refused(b"<CMR>" + b" " * 5_000_001)


def test_a_size_that_is_only_declared_asks_for_no_memory():
    text = b"<CMR size='1000000000'><GoodsQuantity>1000000000000</GoodsQuantity></CMR>"
    assert read_xml_document(text, "x.xml", MORE).left_count == 2


def test_text_between_many_elements_costs_no_square_of_its_length():
    data = b"<CMR>" + b"text<b/>" * 400_000 + b"</CMR>"
    began = time.monotonic()
    root = read_xml(data, None)
    assert len(root.text) == 1_600_000
    assert time.monotonic() - began < 8  # joining again at each piece took minutes


def test_many_values_without_a_place_are_counted_and_the_first_listed():
    data = b"<CMR>" + b"<Note>1</Note>" * 5_000 + b"</CMR>"
    read = read_xml_document(data, "x.xml", MORE)
    assert (len(read.left), read.left_count) == (1_000, 5_000)
    assert read.left[4].path == "CMR/Note[5]"


def test_many_wrong_codes_are_refused_as_a_whole():
    line = b"<CMRGoods><GoodsNomenclatureCode>1</GoodsNomenclatureCode></CMRGoods>"
    assert "digits" in refused(b"<CMR>" + line * 3_000 + b"</CMR>")


@pytest.mark.parametrize(
    "encoding",
    ["utf-7", "punycode", "rot13", "base64", "idna", "utf-32", "gb2312", "no-such", "undefined", "hex"],
)
def test_an_encoding_that_is_not_of_letters_is_refused(encoding):
    refused(b"<?xml version='1.0' encoding='%s'?><CMR><a>+AGE-</a></CMR" % encoding.encode())


def is_answered_or_refused(data):
    """Whether a document gives a trip, or an error in which each mistake says what to do; else it raises."""
    try:
        read_xml_document(data, "x.xml", MORE)
    except InputError as error:
        return all(one.do.text for one in error.mistakes)
    return True


@pytest.mark.parametrize("cut", [1, 10, 200, 3000, len(NOTE) - 8])
def test_a_document_that_is_cut_off_is_refused(cut):
    with pytest.raises(InputError):
        read_trip(NOTE[:cut], "cmr.xml", MORE)


@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer_or_a_sentence(data):
    for text in (data, b"<CMR>" + data + b"</CMR>", b"<?xml version='1.0' encoding='" + data + b"'?><CMR/>"):
        assert is_answered_or_refused(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(NOTE) - 1), st.binary(min_size=1, max_size=12), st.booleans())
def test_a_note_with_some_bytes_changed_gives_an_answer_or_a_sentence(at, other, inserted):
    data = NOTE[:at] + other + NOTE[at if inserted else at + len(other) :]
    assert is_answered_or_refused(data)


FORM = (HERE / "preliminary.xml").read_bytes()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FORM) - 1), st.binary(min_size=1, max_size=12), st.booleans())
def test_preliminary_information_with_some_bytes_changed_gives_an_answer_or_a_sentence(at, other, inserted):
    data = FORM[:at] + other + FORM[at if inserted else at + len(other) :]
    assert is_answered_or_refused(data)
