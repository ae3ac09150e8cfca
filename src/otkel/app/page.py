"""A page of HTML that stands alone: its own style, tables, and no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from otkel.app.words import Words

_STYLE = """
body { font: 16px/1.5 Helvetica, Arial, 'DejaVu Sans', sans-serif; color: #1f2933; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { text-align: right; padding: .25rem .8rem; border-bottom: 1px solid #e1e6ea; }
td:first-child, th:first-child { text-align: left; }
table.figures { font-size: 14px; white-space: nowrap; }
svg { max-width: 100%; height: auto; }
pre { background: #f5f7f8; padding: 1rem; overflow: auto; font-size: 13px; }
.soft { color: #5b6770; }
table.left td, table.left th { text-align: left; vertical-align: top; font-size: 14px; }
td.out { color: #c8591a; font-weight: bold; }
"""


def whole_page(title: str, parts: Iterable[str], words: Words) -> str:
    """Give a page from its title and its parts, which are HTML already."""
    head = f"<meta charset='utf-8'><title>{escape(title)}</title><style>{_STYLE}</style>"
    return f"<!doctype html>\n<html lang='{words.language.value}'><head>{head}</head><body>\n" + "\n".join(
        [*parts, "</body></html>\n"]
    )


def row(cells: Sequence[str]) -> str:
    """Give a row of a table."""
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def heading(cells: Sequence[str]) -> str:
    """Give the first row of a table."""
    return "<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in cells) + "</tr>"
