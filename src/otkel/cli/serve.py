"""`otkel serve`: the site, until a signal asks it to stop."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from otkel.app.accounts.provider.config import read_config
from otkel.app.accounts.provider.published import Provider
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.settings import choose_language
from otkel.app.site.api.webhooks import sending
from otkel.app.site.demo import DemoAccount, begin_demo, clear_demo, going_on, make_accounts
from otkel.app.site.house import opened_house
from otkel.app.site.keeping import keeping_of
from otkel.app.site.push import calling_by_push
from otkel.app.site.truck.ranges import looking_ahead
from otkel.app.words import Words, words_for
from otkel.cli.listening import serve_app
from otkel.cli.options import Lang, flag
from otkel.cli.out import console, lines, rows
from otkel.cli.queue_here import answer_handed
from otkel.cli.telling import tell_error
from otkel.phrases import phrase

Db = Annotated[
    str, Parameter(help="The ledger: sqlite:///FILE or postgresql://…; it is made where there is none.")
]
Port = Annotated[int, Parameter(help="The port it listens at.")]
Host = Annotated[str, Parameter(help="The address it listens at; behind a server that speaks TLS.")]
Demonstration = Annotated[
    Path | None,
    Parameter(help="A folder for a demonstration: it is emptied, and a simulated queue goes on in it."),
]
Logs = Annotated[
    Path | None, Parameter(help="A folder of logs that the twin wrote (Parquet); its days can be played.")
]
Push = Annotated[
    str | None,
    Parameter(
        help="Call drivers by web push; whom push services may ask, as mailto:… or https://…: else nobody is."
    ),
]
PrivateWebhooks = Annotated[bool, flag("Webhooks may go to addresses of the own network, and without TLS.")]
Issuer = Annotated[
    str | None,
    Parameter(
        name="--oidc-issuer", help="A provider of sign-ins (OpenID Connect), by its address: https://…."
    ),
]
Client = Annotated[str | None, Parameter(name="--oidc-client", help="What the provider calls this site.")]
Back = Annotated[
    str | None,
    Parameter(name="--oidc-redirect", help="The address of this site, and /sign-in/back behind it."),
]
SecretFile = Annotated[
    Path | None,
    Parameter(name="--oidc-secret", help="A file with the client's secret; else OTKEL_OIDC_SECRET holds it."),
]
OwnNetwork = Annotated[
    bool, Parameter(name="--oidc-own-network", negative=(), help="The provider lies in the own network.")
]
APP = "otkel.web.asgi:make_app"
_STOP_S = 2  # for requests on their way when it is to stop; streams end at once


def serve(
    *,
    db: Db = DEFAULT_DB,
    port: Port = 8000,
    host: Host = "127.0.0.1",
    demonstration: Demonstration = None,
    logs: Logs = None,
    push: Push = None,
    private_webhooks: PrivateWebhooks = False,
    issuer: Issuer = None,
    client: Client = None,
    redirect: Back = None,
    secret: SecretFile = None,
    own_network: OwnNetwork = False,
    lang: Lang = None,
) -> int:
    """Open the site upon a ledger; it is made where there is none, and is empty then."""
    words = words_for(choose_language(lang))
    provider = read_config(issuer, client, redirect, secret, own_network=own_network)

    def wrong(error: Exception) -> None:
        _wrong(error, words)

    with ExitStack() as stack:
        if demonstration is not None:
            db = clear_demo(demonstration)
        house = stack.enter_context(opened_house(db, answer=answer_handed, wrong=wrong))
        house.logs, house.provider = logs, None if provider is None else Provider(provider)
        if demonstration is not None:
            stack.enter_context(going_on(begin_demo(house), wrong))
        keeping_of(house)  # a long record is read while the rest is got ready
        accounts = make_accounts(house) if demonstration is not None else ()
        stack.enter_context(looking_ahead(house, wrong))
        stack.enter_context(sending(house, wrong, private=private_webhooks))
        if push is not None:
            stack.enter_context(calling_by_push(house, push, wrong))
        module, _, maker = APP.partition(":")
        _run(getattr(import_module(module), maker)(house), host, port, words, house.pulse.close, accounts)
    lines(console(), words.sentence(phrase("stopped; what was acknowledged is kept")))
    return 0


def _run(
    app: object,
    host: str,
    port: int,
    words: Words,
    end_streams: Callable[[], object],
    accounts: Sequence[DemoAccount],
) -> None:
    place = f"http://{host}:{port}"
    lines(console(), Text(words.sentence(phrase("the site is open at {place}", place=place)), style="bold"))
    if accounts:
        desk = phrase("the desk is at {place}; sign in as", place=f"{place}/{words.language.value}/desk")
        lines(console(), words.sentence(desk).rstrip("."))
        rows(console(), [(one.name, one.password) for one in accounts], ("bold",), "  ")
        truck = phrase(
            "the page of a truck is at {place}", place=f"{place}/{words.language.value}/truck/example"
        )
        lines(console(), words.sentence(truck).rstrip("."))
    sys.stdout.flush()
    serve_app(app, host, port, "--port", at_stop=end_streams, timeout_graceful_shutdown=_STOP_S)


def _wrong(error: Exception, words: Words) -> None:
    told, _ = tell_error(error, words)
    sys.stderr.write("".join(f"{line}\n" for line in told))
    sys.stderr.flush()
