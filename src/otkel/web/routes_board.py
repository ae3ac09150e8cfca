"""The board: all crossing points now, live."""

from __future__ import annotations

from litestar import Response, Router, get
from litestar.response import ServerSentEvent

from otkel.app.site.board import Board, boards_of
from otkel.app.site.house import House
from otkel.facts.people import Language
from otkel.web.drawing import draw
from otkel.web.live import last_seen, stream
from otkel.web.page import Asked, Lang, house_of, page


@get("/{lang:str}", sync_to_thread=True, include_in_schema=False)
def show_board(request: Asked, lang: Lang) -> Response[str]:
    """Give the board."""
    house = house_of(request)
    board = boards_of(house).now()
    rows = house.keep("drawn", _Drawn).rows(board, lang)
    return page(request, "board.html", lang, board=board, rows=rows)


@get("/{lang:str}/live", include_in_schema=False)
async def follow_board(request: Asked, lang: Lang) -> ServerSentEvent:
    """Send the rows of the board whenever they change."""
    house = house_of(request)
    boards, drawn = boards_of(house), house.keep("drawn", _Drawn)

    return stream(house.pulse, lambda: drawn.rows(boards.now(), lang), last_seen(request))


class _Drawn:
    """The rows of the newest board, drawn once for all readers of a language."""

    def __init__(self, house: House) -> None:
        del house
        self._number = -1
        self._rows: dict[Language, str] = {}

    def rows(self, board: Board, lang: Language) -> str:
        if self._number != board.number:
            self._number, self._rows = board.number, {}
        found = self._rows.get(lang)
        if found is None:
            found = self._rows[lang] = draw("board_rows.html", lang, board=board)
        return found


router = Router("/", route_handlers=[show_board, follow_board])
