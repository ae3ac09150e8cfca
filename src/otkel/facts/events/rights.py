"""Who may do what at a crossing point. A right is part of the record: an act is lawful by who did it."""

from __future__ import annotations

from typing import Annotated

from otkel.facts.events.choices import AccountChange
from otkel.facts.events.shapes import Body, Code


class RightsSet(Body, frozen=True, kw_only=True):
    """From now on an account has these roles at the crossing point, and no others there."""

    account: Annotated[Code, "whose; a number of service, not a person's name"]
    rights: Annotated[tuple[Code, ...], "each role with its state, such as customs.kz"]
    reason: Annotated[Code, "why"]


class AccountChanged(Body, frozen=True, kw_only=True):
    """How an account is signed in to was changed, by its holder or by who runs the site; never the secret."""

    account: Annotated[Code, "whose; a number of service, not a person's name"]
    change: Annotated[AccountChange, "what was changed"]
    reason: Annotated[Code, "why"]


class ProviderSet(Body, frozen=True, kw_only=True):
    """From now on a provider of sign-ins may, or may no longer, sign somebody in to an account."""

    account: Annotated[Code, "whose; a number of service, not a person's name"]
    provider: Annotated[Code, "its host"]
    change: Annotated[AccountChange, "bound or unbound"]
    reason: Annotated[Code, "why"]
