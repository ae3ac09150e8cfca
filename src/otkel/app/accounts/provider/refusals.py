"""Why nobody is signed in by a provider: told to whoever tried, with what to do."""

from __future__ import annotations

from otkel.errors import Mistake, OtkelError
from otkel.phrases import phrase


class ProviderError(OtkelError):
    """Nobody is signed in. Carries what to tell."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(mistake.what.text)


def not_reached() -> ProviderError:
    """Say that the provider gave no answer."""
    return ProviderError(
        Mistake(
            phrase("the provider of sign-ins does not answer"),
            phrase("try again in a while, or sign in with name and password"),
        )
    )


def untrusted(reason: str) -> ProviderError:
    """Say that what the provider answered is not taken; `reason` is a code for its administrator."""
    return ProviderError(
        Mistake(
            phrase("what the provider of sign-ins answered is not taken ({reason})", reason=reason),
            phrase("begin again; if it stays so, tell your administrator what stands in brackets"),
        )
    )


def stale() -> ProviderError:
    """Say that the way back does not belong to a way there from this browser, or that it was gone before."""
    return ProviderError(
        Mistake(
            phrase("this sign-in was begun elsewhere, too long ago, or was used already"),
            phrase("begin again from the page of the sign-in"),
        )
    )


def refused_there(reason: str) -> ProviderError:
    """Say that the provider itself did not sign somebody in."""
    return ProviderError(
        Mistake(
            phrase("the provider did not sign you in ({reason})", reason=reason),
            phrase("try again there, or sign in with name and password"),
        )
    )


def unbound(subject: str) -> ProviderError:
    """Say that no account is bound to who was signed in, and what to tell the administrator."""
    return ProviderError(
        Mistake(
            phrase("no account here is bound to you; the provider calls you {subject}", subject=subject),
            phrase("send this to your administrator, who binds your account: otkel account bind"),
        )
    )
