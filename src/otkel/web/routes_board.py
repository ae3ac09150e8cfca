"""The board: all crossing points now, live."""

from __future__ import annotations

from litestar import Response, Router, get
from litestar.response import ServerSentEvent

from otkel.app.site.board import Board, boards_of
from otkel.facts.people import Language
from otkel.web.drawing import draw
from otkel.web.live import last_seen, stream
from otkel.web.page import Asked, house_of, page

_drawn: dict[tuple[int, Language], str] = {}


@get("/{lang:str}", sync_to_thread=True, include_in_schema=False)
def show_board(request: Asked, lang: Language) -> Response[str]:
    """Give the board."""
    board = boards_of(house_of(request)).now()
    return page(request, "board.html", lang, board=board, rows=_rows(board, lang))


@get("/{lang:str}/live", include_in_schema=False)
async def follow_board(request: Asked, lang: Language) -> ServerSentEvent:
    """Send the rows of the board whenever they change."""
    house = house_of(request)
    boards = boards_of(house)

    def look(seen: int | None) -> str:
        board = boards.now()
        return "" if seen == board.position else _rows(board, lang)

    return stream(house.pulse, look, last_seen(request))


def _rows(board: Board, lang: Language) -> str:
    """Draw the rows once for all readers of a language."""
    found = _drawn.get((board.number, lang))
    if found is None:
        for key in [one for one in _drawn if one[0] != board.number]:
            _drawn.pop(key, None)
        found = _drawn[board.number, lang] = draw("board_rows.html", lang, board=board)
    return found


router = Router("/", route_handlers=[show_board, follow_board])
