"""What a command itself records first: by that a repeated act is known as one of the same kind."""

from __future__ import annotations

from collections.abc import Sequence

from otkel.facts.events import passages, posts, proofs, selections
from otkel.facts.events.envelope import Event
from otkel.queueing import commands as c
from otkel.queueing.due import own_part

_FIRST: dict[type[c.Command], tuple[type, ...]] = {
    c.SetPolicy: (posts.PolicyChanged,),
    c.SetLanes: (posts.LanesSet,),
    c.BeginShift: (posts.ShiftBegun,),
    c.EndShift: (posts.ShiftEnded,),
    c.Pause: (posts.Paused,),
    c.Resume: (posts.Resumed,),
    c.Close: (posts.Closed,),
    c.Reopen: (posts.Opened,),
    c.KeepAlive: (posts.BookingsKept,),
    c.MeasureIntake: (posts.IntakeMeasured,),
    c.CountStrip: (posts.StripCounted, posts.IntakeMeasured),
    c.TellWorld: (posts.WorldEvent,),
    c.CommitSeed: (proofs.SeedCommitted,),
    c.OpenSeed: (proofs.SeedOpened,),
    c.Tick: (passages.NoShow, passages.PlaceLost, passages.Cancelled),
    c.CountPeople: (posts.PeopleCounted,),
    c.GiveService: (posts.ServiceGiven,),
    c.SendMessage: (posts.MessageSent,),
    c.Book: (passages.Booked,),
    c.Request: (passages.Requested,),
    c.HoldDraw: (posts.DrawHeld,),
    c.Move: (passages.Moved,),
    c.Cancel: (passages.Cancelled,),
    c.Standby: (passages.StandbyJoined,),
    c.GrantException: (passages.ExceptionGranted,),
    c.EndException: (passages.ExceptionEnded,),
    c.TellReadiness: (passages.ReadinessTold,),
    c.Arrive: (passages.Arrived,),
    c.Call: (posts.ReleaseSet, passages.Called),
    c.PublishBatch: (posts.BatchPublished,),
    c.Start: (passages.ExitStarted, passages.EntryStarted),
    c.Clear: (passages.ExitCleared, passages.EntryCleared),
    c.Refuse: (passages.ExitRefused, passages.EntryRefused, passages.TurnedBack),
    c.Select: (selections.Selected,),
    c.StartCheck: (selections.CheckStarted,),
    c.ProlongCheck: (selections.CheckProlonged,),
    c.EndCheck: (selections.CheckEnded,),
    c.Leave: (passages.Left,),
    c.IssueTicket: (proofs.TicketIssued,),
    c.IssueCertificate: (proofs.CertificateIssued,),
    c.StateRange: (proofs.RangeStated,),
}


def is_of_kind(command: c.Command, events: Sequence[Event]) -> bool:
    """Tell whether events are what such a command records."""
    own = events if isinstance(command, c.Tick) else list(own_part(events))
    return bool(own) and isinstance(own[0].body, _FIRST[type(command)])
