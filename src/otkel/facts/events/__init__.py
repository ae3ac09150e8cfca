"""The vocabulary of events: what can happen at a crossing, each under a stable word.

A word and its number never change and are never used again. A word whose fields change gets a new
version, and the codec of the ledger learns how to read the old one.
"""

from __future__ import annotations

import msgspec

from otkel.facts.events import (
    corrections,
    incidents,
    passages,
    posts,
    proofs,
    reports,
    rights,
    seals,
    selections,
)
from otkel.facts.events.shapes import Body


class Kind(msgspec.Struct, frozen=True):
    """One word of the vocabulary."""

    word: str
    number: int  # small and stable, for columns
    version: int  # of its fields, counted from 1
    type: type[Body]


KINDS = (
    Kind("booked", 1, 2, passages.Booked),
    Kind("moved", 2, 1, passages.Moved),
    Kind("cancelled", 3, 1, passages.Cancelled),
    Kind("arrived", 4, 2, passages.Arrived),
    Kind("called", 5, 2, passages.Called),
    Kind("no_show", 6, 1, passages.NoShow),
    Kind("exit_started", 7, 1, passages.ExitStarted),
    Kind("exit_cleared", 8, 1, passages.ExitCleared),
    Kind("exit_refused", 9, 1, passages.ExitRefused),
    Kind("entry_started", 10, 1, passages.EntryStarted),
    Kind("entry_cleared", 11, 1, passages.EntryCleared),
    Kind("entry_refused", 12, 1, passages.EntryRefused),
    Kind("turned_back", 13, 1, passages.TurnedBack),
    Kind("left", 14, 1, passages.Left),
    Kind("requested", 15, 1, passages.Requested),
    Kind("not_drawn", 16, 1, passages.NotDrawn),
    Kind("standby_joined", 17, 1, passages.StandbyJoined),
    Kind("readiness_told", 18, 1, passages.ReadinessTold),
    Kind("exception_granted", 19, 1, passages.ExceptionGranted),
    Kind("exception_ended", 20, 1, passages.ExceptionEnded),
    Kind("place_lost", 21, 1, passages.PlaceLost),
    Kind("deposit_settled", 22, 1, passages.DepositSettled),
    Kind("selected", 30, 2, selections.Selected),
    Kind("check_started", 31, 1, selections.CheckStarted),
    Kind("check_prolonged", 32, 1, selections.CheckProlonged),
    Kind("check_ended", 33, 1, selections.CheckEnded),
    Kind("not_selected", 34, 1, selections.NotSelected),
    Kind("lanes_set", 50, 3, posts.LanesSet),
    Kind("shift_begun", 51, 2, posts.ShiftBegun),
    Kind("shift_ended", 52, 2, posts.ShiftEnded),
    Kind("paused", 53, 2, posts.Paused),
    Kind("resumed", 54, 2, posts.Resumed),
    Kind("intake_measured", 55, 2, posts.IntakeMeasured),
    Kind("policy_changed", 56, 2, posts.PolicyChanged),
    Kind("closed", 57, 2, posts.Closed),
    Kind("opened", 58, 2, posts.Opened),
    Kind("world_event", 59, 1, posts.WorldEvent),
    Kind("bookings_kept", 60, 1, posts.BookingsKept),
    Kind("strip_counted", 61, 1, posts.StripCounted),
    Kind("release_set", 62, 1, posts.ReleaseSet),
    Kind("vehicle_blocked", 63, 1, posts.VehicleBlocked),
    Kind("draw_held", 64, 1, posts.DrawHeld),
    Kind("batch_published", 65, 1, posts.BatchPublished),
    Kind("people_counted", 66, 1, posts.PeopleCounted),
    Kind("service_given", 67, 1, posts.ServiceGiven),
    Kind("message_sent", 68, 1, posts.MessageSent),
    Kind("seal_put_on", 80, 1, seals.SealPutOn),
    Kind("seal_activated", 81, 1, seals.SealActivated),
    Kind("seal_situation", 82, 1, seals.SealSituation),
    Kind("seal_removed", 83, 1, seals.SealRemoved),
    Kind("positions_kept", 84, 1, seals.PositionsKept),
    Kind("incident_told", 90, 1, incidents.IncidentTold),
    Kind("consent_set", 91, 1, incidents.ConsentSet),
    Kind("reports_set_aside", 92, 1, reports.ReportsSetAside),
    Kind("range_stated", 100, 1, proofs.RangeStated),
    Kind("seed_committed", 101, 1, proofs.SeedCommitted),
    Kind("seed_opened", 102, 1, proofs.SeedOpened),
    Kind("ticket_issued", 103, 1, proofs.TicketIssued),
    Kind("certificate_issued", 104, 1, proofs.CertificateIssued),
    Kind("rights_set", 110, 1, rights.RightsSet),
    Kind("account_changed", 111, 1, rights.AccountChanged),
    Kind("provider_set", 112, 1, rights.ProviderSet),
    Kind("corrected", 120, 1, corrections.Corrected),
    Kind("voided", 121, 1, corrections.Voided),
)
REGISTRY: dict[str, Kind] = {kind.word: kind for kind in KINDS}
_BY_TYPE: dict[type, Kind] = {kind.type: kind for kind in KINDS}


def words_of(*types: type[Body]) -> frozenset[str]:
    """Give the words of some types of bodies."""
    return frozenset(_BY_TYPE[one].word for one in types)


def find_kind(body: object) -> Kind | None:
    """Give the kind of a body; None when it is none of the vocabulary."""
    return _BY_TYPE.get(type(body))


def kind_of(body: object) -> Kind:
    """Give the kind of a body. Raises TypeError when it is none of the vocabulary."""
    kind = _BY_TYPE.get(type(body))
    if kind is None:
        raise TypeError(f"{type(body).__name__} is no body of an event")
    return kind
