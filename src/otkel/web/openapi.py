"""The description of the API: OpenAPI 3.1, as JSON alone; a reader of it is anybody's own program."""

from __future__ import annotations

from importlib.metadata import version

from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, Contact, License, SecurityScheme, Tag

from otkel.app.accounts.keys import MARK
from otkel.web.api_examples import ExamplePlugin

_ABOUT = """Queues at the border, for programs: the same operations as the pages and the commands.

What everybody may read needs no key. What acts, and what shows a post from within, needs one:
`Authorization: Bearer …`. A key is of an account, may do the operations named as its scopes, of those that
the account's roles allow, and so many requests a minute; who asks more gets 429 with `Retry-After`.

What cannot be done is told as problem details (RFC 9457), in the language of `Accept-Language` (en, ru, kk).
A refusal of the queue is 409 and names its rule. Acts take an `Idempotency-Key`: the same act with the same
key is recorded once.

Where `simulated` is true nobody stands in the queue."""


def make_config() -> OpenAPIConfig:
    """Give the settings of the description."""
    return OpenAPIConfig(
        title="Otkel",
        version=version("otkel"),
        description=_ABOUT,
        contact=Contact(name="Otkel"),
        license=License(name="see the repository"),
        path="/api/v1/openapi.json",
        render_plugins=[ExamplePlugin(path="/")],
        create_examples=False,
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "key": SecurityScheme(type="http", scheme="bearer", bearer_format=f"{MARK}…"),
            }
        ),
        tags=[
            Tag(name="board", description="What is known of every queue."),
            Tag(name="record", description="Events, as anybody may read them."),
            Tag(name="law", description="The rulebook, with its sources."),
            Tag(name="check", description="The law, asked about one trip."),
            Tag(name="truck", description="One truck, by its proof of place."),
            Tag(name="proof", description="Files that prove something, checked."),
            Tag(name="queue", description="Acts of a post; with a key."),
        ],
    )
