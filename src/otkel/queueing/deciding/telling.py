"""What the post tells those in line. It changes nobody's place; the record holds to how many it went."""

from __future__ import annotations

from otkel.facts.events.posts import MessageSent
from otkel.queueing.commands import SendMessage
from otkel.queueing.deciding.common import Decision, Happened, class_of, get_line, get_truck
from otkel.queueing.refusals import no
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck


def send_message(state: State, command: SendMessage, t_s: float) -> Decision:
    """Tell something to all in line, to a class, or to one truck; gives to how many."""
    _require_content(state, command, t_s)
    truck = None if command.passage is None else get_truck(state, command.passage)
    if truck is None:
        if not command.towards:
            raise no("message.towards", options=state.towards)
        line = state.lines[get_line(state, command.towards)]
        towards, only = line.towards, command.queue_class and class_of(line, command.queue_class)
        reached = sum(is_reached(one, state, towards, only) for one in state.trucks.values())
    else:
        towards, only, reached = state.towards[truck.line], None, 1
        if command.towards not in (None, towards):
            raise no("point.passage", truck.passage, towards=towards)
    if not reached:
        raise no("message.nobody")
    body = MessageSent(
        towards=towards, queue_class=only, reached_trucks=reached, until_us=command.until_us,
        prepared=command.prepared, languages=command.languages, texts=command.texts, writing=command.writing,
    )  # fmt: skip
    return [Happened(body, command.passage)]


def is_reached(truck: Truck, state: State, towards: str, queue_class: str | None) -> bool:
    """Whether a message to a direction, or to one class of it, is for a truck: it waits, or was called."""
    return (
        truck.status in (Status.WAITING, Status.CALLED)
        and state.towards[truck.line] == towards
        and queue_class in (None, truck.queue_class)
    )


def _require_content(state: State, command: SendMessage, t_s: float) -> None:
    words = len(command.texts)
    if words != len(set(command.languages)) or bool(words) != (command.writing is not None):
        raise no("message.empty")
    if not words and command.prepared is None:
        raise no("message.empty")
    if command.until_us is not None and state.s_of(command.until_us) <= t_s:
        raise no("message.over")
