"""The board: all crossing points now, on a map and as a list, live."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Response, Router, get
from litestar.response import ServerSentEvent

from otkel.app.site.board import BORDER, Board, boards_of, name_of
from otkel.app.site.border_looks import list_legend
from otkel.app.site.border_map import draw_map
from otkel.app.site.house import House
from otkel.app.site.order import ORDERS, Order, ordered, read_order
from otkel.facts import gazetteer
from otkel.facts.people import Language
from otkel.web.drawing import draw
from otkel.web.live import last_seen, stream
from otkel.web.packing import OWN, Packed, pack, send
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.signed import signed_in

T = TypeVar("T")


@get("/{lang:str}", sync_to_thread=True, include_in_schema=False, opt={OWN: True})
def show_board(request: Asked, lang: Lang) -> Response[Any]:
    """Give the board: drawn and compressed once for all who are not signed in."""
    house = house_of(request)
    board, drawn = boards_of(house).now(), house.keep("drawn", _Drawn)
    order = read_order(request.query_params.get("sort"))

    def draw_it() -> Response[str]:
        return page(
            request, "board.html", lang, board=board, rows=drawn.rows(board, lang, order), order=order,
            orders=ORDERS, map=drawn.map(board, lang),
        )  # fmt: skip

    if signed_in(request) is not None:
        return draw_it()
    if request.url.query not in ("", f"sort={order.value}"):
        return send(request, pack(draw_it().content))
    # The mark of what is simulated is there at once, though the board is made anew a second later.
    name = f"page?{request.url.query} {house.is_simulated()}"
    return send(request, drawn.whole(board, name, lang, lambda: pack(draw_it().content)))


@get("/{lang:str}/live", include_in_schema=False)
async def follow_board(request: Asked, lang: Lang) -> ServerSentEvent:
    """Send the rows of the board whenever they change."""
    house = house_of(request)
    boards, drawn = boards_of(house), house.keep("drawn", _Drawn)
    order = read_order(request.query_params.get("sort"))
    return stream(house.pulse, lambda: drawn.rows(boards.now(), lang, order), last_seen(request))


class _Drawn:
    """The parts of the newest board, drawn once for all readers of a language."""

    def __init__(self, house: House) -> None:
        del house
        self._lock = threading.RLock()  # a page is drawn of its parts
        self._number = -1
        self._parts: dict[tuple[str, Language], Any] = {}

    def rows(self, board: Board, lang: Language, order: Order) -> str:
        """Give the list of a board in an order."""

        def make() -> str:
            return draw("board_rows.html", lang, board=board, rows=ordered(board, order, lang))

        return self._part(board, order.value, lang, make)

    def map(self, board: Board, lang: Language) -> str:
        """Give the map of a board."""
        points = gazetteer.list_points(BORDER)

        def make() -> str:
            missing = tuple(name_of(one, lang) for one in points if one.lat is None)
            pictures = draw_map(points, board.told, lang)
            return draw("board_map.html", lang, pictures=pictures, legend=list_legend(), missing=missing)

        return self._part(board, "map", lang, make)

    def whole(self, board: Board, name: str, lang: Language, make: Callable[[], Packed]) -> Packed:
        """Give a whole page as it is sent to whoever is not signed in."""
        return self._part(board, name, lang, make)

    def _part(self, board: Board, name: str, lang: Language, make: Callable[[], T]) -> T:
        with self._lock:
            if board.number > self._number:
                self._number, self._parts = board.number, {}
            found = self._parts.get((name, lang)) if board.number == self._number else None
            if found is None:
                found = make()
                if board.number == self._number:
                    self._parts[name, lang] = found
            return found


router = Router("/", route_handlers=[show_board, follow_board])
