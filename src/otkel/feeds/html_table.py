"""Tables of a saved HTML page: the first one with the columns asked for. Nothing of it is ever run."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from otkel.errors import Mistake
from otkel.feeds.opening import read_text, refuse
from otkel.feeds.table import COLUMNS_LIMIT, Column, Table, fold_header, headed
from otkel.phrases import phrase

MOST_TABLES = 200
_CELLS = ("td", "th")
_SILENT = ("script", "style", "template")
Rows = list[tuple[int, tuple[str, ...]]]


def is_page(head: bytes) -> bool:
    """Tell whether the beginning of a file is that of a page of HTML."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start == b"<" and any(word in head.lower() for word in (b"<html", b"<!doctype html", b"<table"))


def read_page(data: bytes, columns: tuple[Column, ...], name: str) -> Table:
    """Read the first table of a page that has every needed column. Raises InputError where none has."""
    text = read_text(data, name).text
    if "<html" in text[:4096].casefold() and "</html" not in text[-4096:].casefold():
        raise refuse(phrase("the page was cut off"), phrase("save or fetch it again"), name)
    parser = _Tables(name)
    parser.feed(text)
    parser.close()
    parser.end_all()
    needed = [_spellings(column) for column in columns if column.required]
    for rows in parser.tables:
        for at, (_, cells) in enumerate(rows[:5]):  # a title may stand above the header
            titles = {fold_header(cell) for cell in cells}
            if all(titles & words for words in needed):
                return headed(_each(rows[at:]), columns, name, (), len(rows))
    raise refuse(
        phrase("the page holds no table with the columns {columns}",
               columns=tuple(column.name for column in columns if column.required)),
        phrase("its form may have changed: compare it with what docs/guide/feeds.md says"),
        name,
    )  # fmt: skip


def _each(rows: Rows) -> Iterator[tuple[int, tuple[str, ...] | Mistake]]:
    width = len(rows[0][1])
    for number, cells in rows:
        if len(cells) == 1 < width:
            continue  # a line over the whole table, such as "no data"
        yield number, cells


def _spellings(column: Column) -> set[str]:
    return {fold_header(word) for word in (column.name, *column.synonyms)}


class _Tables(HTMLParser):
    """Collects the cells of every table; of tables within a cell the inner one is a table of its own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.tables: list[Rows] = []
        self._open: list[Rows] = []
        self._row: list[tuple[Rows, list[str]]] = []
        self._cell: list[tuple[list[str], list[str]]] = []  # the row it belongs to, and its text
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            if len(self.tables) + len(self._open) >= MOST_TABLES:
                raise refuse(
                    phrase("the page holds more than {most} tables", most=MOST_TABLES),
                    phrase("save the page of one register"),
                    self.name,
                )
            self._open.append([])
        elif tag == "tr" and self._open:
            self._end_row()
            self._row.append((self._open[-1], []))
        elif tag in _CELLS and self._row:
            self._end_cell()
            self._cell.append((self._row[-1][1], []))
        elif tag == "br" and self._cell:
            self._cell[-1][1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self._open:
            self._end_row()
            self.tables.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._cell and not self._silent:
            self._cell[-1][1].append(data)

    def end_all(self) -> None:
        """End what a page that was cut off left open."""
        while self._open:
            self.handle_endtag("table")

    def _end_cell(self) -> None:
        cells = self._row[-1][1] if self._row else None
        if cells is not None and self._cell and self._cell[-1][0] is cells:
            if len(cells) >= COLUMNS_LIMIT:
                raise refuse(
                    phrase("a row has more than {most} cells", most=COLUMNS_LIMIT),
                    phrase("check that this is the right page"),
                    self.name,
                )
            cells.append(" ".join("".join(self._cell.pop()[1]).split()))

    def _end_row(self) -> None:
        if self._row and self._open and self._row[-1][0] is self._open[-1]:
            self._end_cell()
            rows, cells = self._row.pop()
            if any(cells):
                rows.append((len(rows) + 1, tuple(cells)))
