"""What is done at a desk: one address an act, which leads back; the post; messages with a second look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from otkel.app.crossing.asking import Done
from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import Typed
from otkel.app.site.desk.acts import do_act, place_of_act, read_form
from otkel.app.site.desk.now import desk_now
from otkel.app.site.desk.second_look import look_again, seen_of
from otkel.app.site.lately import lately_at
from otkel.app.site.messages import messages_of
from otkel.errors import InputError
from otkel.web.desk_drawing import DeskPage
from otkel.web.page import Asked, Lang, house_of, page
from otkel.web.routes_desk import desk_page, shown_at, truck_page
from otkel.web.routes_desk_draws import draws_page
from otkel.web.routes_desk_slots import slots_page
from otkel.web.signed import require

Fields = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.URL_ENCODED)]
_WAYS_BACK = {"post": "/post", "messages": "/messages", "slots": "/slots", "draws": "/draws"}
_OF_THE_TRUCK = ("truck", "moving")  # where an act that was recorded leads back to the truck
_MOST_FIELDS = 60


@post("/{lang:str}/desk/{slug:str}/act/{verb:str}", sync_to_thread=True, include_in_schema=False)
def act(request: Asked, lang: Lang, slug: FromPath[str], verb: FromPath[str], data: Fields) -> Response[Any]:
    """Do one act: recorded leads back, refused says why and what to do."""
    sent, house = _sent(data), house_of(request)
    shown = shown_at(request, lang, slug)
    try:
        typed = read_form(verb, sent, shown.asked.towards, shown.point.zone)
        place = place_of_act(house, shown.slug, typed)
        require(request, verb, shown.slug, stage=place.stage, towards=place.towards)
        if _is_unseen(typed, sent):
            return _second_look(request, lang, shown, sent)
        done = do_act(
            house, shown.slug, typed, key=f"{_one(sent, 'key')} {verb}", by=shown.account.name, language=lang
        )
    except InputError as error:
        return _back_with(request, lang, shown, sent, 400, mistakes=error.mistakes)
    if done.refusal is not None:
        return _back_with(request, lang, shown, sent, 409, done=done)
    return Redirect(_way_back(shown, sent, done), status_code=303)


@get("/{lang:str}/desk/{slug:str}/post", sync_to_thread=True, include_in_schema=False)
def show_post(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give what the post does: pauses, lanes, shifts, counts, and what happened lately."""
    return _post_page(request, lang, shown_at(request, lang, slug))


@get("/{lang:str}/desk/{slug:str}/messages", sync_to_thread=True, include_in_schema=False)
def show_messages(request: Asked, lang: Lang, slug: FromPath[str]) -> Response[str]:
    """Give what is told to the line, and the form of a new message."""
    require(request, "message", get_point(slug).slug)
    return _messages_page(request, lang, shown_at(request, lang, slug))


@post("/{lang:str}/desk/{slug:str}/messages/look", sync_to_thread=True, include_in_schema=False)
def look_at_message(request: Asked, lang: Lang, slug: FromPath[str], data: Fields) -> Response[str]:
    """Show a message as it would go out, and to how many trucks; nothing is recorded."""
    require(request, "message", get_point(slug).slug)
    return _second_look(request, lang, shown_at(request, lang, slug), _sent(data))


def _second_look(request: Asked, lang: Lang, shown: DeskPage, sent: Mapping[str, list[str]]) -> Response[str]:
    try:
        typed = read_form("message", sent, shown.asked.towards, shown.point.zone)
        second = look_again(shown.house, shown.slug, typed, sent)
    except InputError as error:
        return _messages_page(request, lang, shown, status=400, mistakes=error.mistakes)
    return _messages_page(request, lang, shown, second=second)


def _is_unseen(typed: Typed, sent: Mapping[str, list[str]]) -> bool:
    """Whether it is a message to many that nobody has looked at again as it stands."""
    is_mass = typed.verb.name == "message" and "passage" not in typed.values
    return is_mass and _one(sent, "seen") != seen_of(typed)


def _back_with(
    request: Asked, lang: Lang, shown: DeskPage, sent: Mapping[str, list[str]], status: int, **told: Any
) -> Response[str]:
    """Give the page from which an act was asked, with what came of it."""
    back, passage = _one(sent, "return_to"), _one(sent, "passage")
    if back == "truck" and passage.isascii() and passage.isdigit() and len(passage) < 19:
        return truck_page(request, lang, shown.slug, int(passage), status=status, **told)
    if back in ("slots", "moving"):
        given = {"on": _one(sent, "on"), "moving": passage if back == "moving" else ""}
        return slots_page(request, shown, given, plate=_one(sent, "plate"), status=status, **told)
    if back == "draws":
        return draws_page(request, shown, {"on": _one(sent, "on")}, status=status, **told)
    if back == "post":
        return _post_page(request, lang, shown, status=status, **told)
    if back == "messages":
        return _messages_page(request, lang, shown, status=status, **told)
    return desk_page(request, lang, shown.slug, status=status, **told)


def _way_back(shown: DeskPage, sent: Mapping[str, list[str]], done: Done) -> str:
    """Give where to go on, with the position of what was recorded: the page tells it."""
    back, passage = _one(sent, "return_to"), done.passage
    part = _WAYS_BACK.get(back, "")
    if back in _OF_THE_TRUCK and passage is not None:
        part = f"/truck/{passage}"
    said = f"&said={done.events[-1].position}" if done.events else "&nothing=1"
    again = "&again=1" if done.repeated else ""
    return f"{shown.base}{part}{shown.query}{_day_again(sent)}{said}{again}"


def _day_again(sent: Mapping[str, list[str]]) -> str:
    """Give the day that was looked at, for the address of the page that is led back to."""
    try:
        return f"&on={date.fromisoformat(_one(sent, 'on')[:10]).isoformat()}"
    except ValueError:
        return ""


def _post_page(
    request: Asked, lang: Lang, shown: DeskPage, *, status: int = 200, **told: Any
) -> Response[str]:
    values = shown.values(
        now=desk_now(shown.house, shown.asked), lately=lately_at(shown.house, shown.slug), said=shown.said()
    )
    return page(request, "desk_post.html", lang, status=status, **(values | told))


def _messages_page(
    request: Asked, lang: Lang, shown: DeskPage, *, status: int = 200, **told: Any
) -> Response[str]:
    values = shown.values(
        now=desk_now(shown.house, shown.asked), messages=messages_of(shown.house).now(shown.slug),
        second=None, said=shown.said(),
    )  # fmt: skip
    return page(request, "desk_messages.html", lang, status=status, **(values | told))


def _sent(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give what a form sent, each field as a list of texts; no page of ours sends more fields."""
    told = list(data.items())[:_MOST_FIELDS]
    return {
        name: [str(one) for one in (value if isinstance(value, list) else [value])] for name, value in told
    }


def _one(sent: Mapping[str, list[str]], name: str) -> str:
    return next(iter(sent.get(name, ())), "")


router = Router("/", route_handlers=[act, show_post, show_messages, look_at_message])
