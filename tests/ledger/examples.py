"""One plausible body of every word, and its event at a fixed place: what the stored samples were made of.

`python -m tests.ledger.examples` writes the sample of each word and present version that has none yet.
A sample that is there is never written again: it stands for bytes in somebody's ledger.
"""

from pathlib import Path

from otkel.facts.events import KINDS, REGISTRY
from otkel.facts.events.choices import (
    AccountChange,
    Allocation,
    CheckKind,
    CheckOutcome,
    Consent,
    DepositOutcome,
    ExceptionGround,
    Ground,
    Knowledge,
    Measure,
    PaperGiven,
    Prepared,
    Quantity,
    Readiness,
    ReportFault,
    SelectionKind,
    Side,
    Situation,
    Stage,
    WayOut,
)
from otkel.facts.events.envelope import Draft, Event
from otkel.ledger.codec import encode

SAMPLES = Path(__file__).parent / "samples"
TRUCK, SEAL, OFFICER = "5c" * 16, "a0" * 16, "0f" * 16
DIGEST, OTHER = "9b" * 32, "47" * 32
NOON_US = 1_763_546_400_000_000  # 2025-11-19 10:00 UTC
HOUR_US = 3_600_000_000
SLOT = {"slot_from_us": NOON_US, "slot_to_us": NOON_US + HOUR_US}

FIELDS = {
    "booked": {
        "vehicle": TRUCK, "towards": "RU", "queue_class": "ordinary", **SLOT,
        "allocation": Allocation.DRAW, "readiness": Readiness.READY, "rulebook": DIGEST, "sealed": OTHER,
    },
    "moved": {**SLOT, "side": Side.TRUCK, "reason": "breakdown", "rule": "queue.kz.changes"},
    "cancelled": {"side": Side.TRUCK, "reason": "goods_not_ready"},
    "arrived": {
        "vehicle": TRUCK, "towards": "RU", "queue_class": "ordinary", "late_us": -HOUR_US, "people": 2,
        "cargo": ("reefer", "perishable"),
    },
    "called": {
        "rule": "order_of_arrival", "queue_class": "ordinary", "overtaken_trucks": 2, "lane": "lane-2",
        "appear_by_us": NOON_US,
    },
    "no_show": {"rule": "queue.kz.noshow", "grace_us": HOUR_US},
    "exit_started": {"lane": "lane-2"},
    "exit_cleared": {"lane": "lane-2"},
    "exit_refused": {"reason": "goods_of_a_decree", "rule": "control.outcome.kz_exit", "redress": "appeal"},
    "entry_started": {},
    "entry_cleared": {"lane": "lane-1"},
    "entry_refused": {"reason": "driver_days", "rule": "stay.ru.year"},
    "turned_back": {"stage": Stage.EXIT_CONTROL, "reason": "papers"},
    "left": {"way": WayOut.THROUGH},
    "requested": {
        "vehicle": TRUCK, "towards": "RU", "queue_class": "ordinary", "day_us": NOON_US + 9 * HOUR_US,
        "choices_us": (NOON_US + 17 * HOUR_US, NOON_US + 15 * HOUR_US), "since_us": NOON_US - 48 * HOUR_US,
        "nonce": OTHER, "readiness": Readiness.READY, "rulebook": DIGEST, "sealed": OTHER,
    },
    "not_drawn": {"day_us": NOON_US + 9 * HOUR_US, "draw": 2**63, "seed": DIGEST},
    "standby_joined": {"earliest_us": NOON_US, "latest_us": NOON_US + 12 * HOUR_US},
    "readiness_told": {
        "readiness": Readiness.LACKING, "missing": ("documents.permit", "seals.number"),
        "cure_by_us": NOON_US + 6 * HOUR_US, "rulebook": DIGEST,
    },
    "exception_granted": {
        "ground": ExceptionGround.BREAKDOWN, "keeps_until_us": NOON_US + 24 * HOUR_US, "evidence": OTHER,
        "rule": "queue.keep.breakdown",
    },
    "exception_ended": {"reason": "repaired"},
    "place_lost": {"reason": "breakdown_too_long", "rule": "queue.keep.breakdown"},
    "deposit_settled": {"outcome": DepositOutcome.RETURNED, "rule": "deposit.post_late"},
    "selected": {
        "stage": Stage.ROADSIDE_CHECK, "check": CheckKind.DOCUMENTS, "kind": SelectionKind.RANDOM,
        "reason": "minimum_share", "draw": 2**64 - 1, "purpose": "check.roadside",
        "below": 2**61, "seed": DIGEST, "lane": "green", "sealed_pct": 50,
    },
    "check_started": {
        "stage": Stage.ROADSIDE_CHECK, "check": CheckKind.DOCUMENTS, "lane": "group-7",
        "end_by_us": NOON_US + 2 * HOUR_US,
    },
    "check_prolonged": {"reason": "suspicion", "rule": "mobile.check.prolong"},
    "check_ended": {
        "stage": Stage.ROADSIDE_CHECK, "check": CheckKind.DOCUMENTS, "outcome": CheckOutcome.CURED,
        "found": ("no_spot_code", "weight"), "rule": "control.outcome.spot", "redress": "appeal",
    },
    "not_selected": {
        "stage": Stage.ROADSIDE_CHECK, "lane": "green", "draw": 2**62, "purpose": "check.roadside",
        "below": 2**61, "seed": DIGEST, "sealed_pct": 50,
    },
    "lanes_set": {"stage": Stage.EXIT_CONTROL, "towards": "RU", "open_lanes": ("lane-1", "lane-2")},
    "shift_begun": {
        "stage": Stage.ENTRY_CONTROL, "towards": "RU", "shift": "day", "officers": 6,
        "ends_us": NOON_US + 8 * HOUR_US,
    },
    "shift_ended": {"stage": Stage.ENTRY_CONTROL, "towards": "RU", "shift": "day"},
    "paused": {"reason": "strip_full", "stage": Stage.EXIT_CONTROL, "towards": "RU"},
    "resumed": {"stage": Stage.EXIT_CONTROL, "towards": "RU"},
    "intake_measured": {
        "stage": Stage.ENTRY_CONTROL, "towards": "RU", "taken_trucks": 18, "interval_us": HOUR_US,
        "knowledge": Knowledge.INFERRED, "low_trucks": 15, "high_trucks": 22,
    },
    "policy_changed": {
        "policy": "kz_2025_09", "towards": "RU",
        "numbers": {"slot.length_min": 60, "quota.fast_pct": 1.5, "live_queue": True, "weave": (1, 1, 1, 5),
                    "order": "arrival", "day_cap": None},
        "provisions": {"quota.fast_pct": "queue.kz.share.accelerated"},
        "digest": DIGEST,
    },
    "closed": {"reason": "storm", "towards": "RU", "country": "KZ", "until_us": NOON_US + 8 * HOUR_US},
    "opened": {"towards": "RU"},
    "world_event": {
        "what": "transit_stopped", "country": "RU", "from_us": NOON_US, "source": "e13", "digest": DIGEST,
    },
    "bookings_kept": {
        "towards": "RU", "from_us": NOON_US, "to_us": NOON_US + 3 * HOUR_US, "added_us": 6 * HOUR_US,
        "reason": "storm", "rule": "queue.keep.closure",
    },
    "strip_counted": {"towards": "RU", "trucks": 34, "low_trucks": 30, "high_trucks": 40},
    "release_set": {
        "towards": "RU", "tightest": Stage.ENTRY_CONTROL, "knowledge": Knowledge.INFERRED,
        "low_trucks_per_day": 380, "trucks_per_day": 432, "high_trucks_per_day": 510, "target_trucks": 60,
        "on_the_way_trucks": 48, "may_call_trucks": 12,
    },
    "vehicle_blocked": {"vehicle": TRUCK, "until_us": NOON_US + 72 * HOUR_US, "rule": "booking.no_shows"},
    "draw_held": {
        "towards": "RU", "day_us": NOON_US + 9 * HOUR_US, "seed": DIGEST, "requests_digest": OTHER,
        "requests": 1240, "granted": 430, "capacity_trucks": 430, "longest_pct": 50,
    },
    "batch_published": {
        "towards": "RU", "batch": "2025-11-19.4", "passages": (7, 9, 12), "listed_trucks": 312,
    },
    "people_counted": {"stage": Stage.ROAD_QUEUE, "towards": "RU", "people": 611},
    "service_given": {"stage": Stage.ROAD_QUEUE, "towards": "RU", "service": "water", "people": 140},
    "message_sent": {
        "towards": "RU", "queue_class": "ordinary", "reached_trucks": 311, "until_us": NOON_US + 6 * HOUR_US,
        "prepared": Prepared.WATER, "languages": ("kk", "ru"), "texts": (DIGEST, OTHER), "writing": OFFICER,
    },
    "seal_put_on": {"seal": SEAL, "vehicle": TRUCK, "operator": "kz.operator"},
    "seal_activated": {"seal": SEAL, "exchange_period_us": HOUR_US // 4, "corridor_m": 50_000},
    "seal_situation": {"seal": SEAL, "situation": Situation.OFF_ROUTE, "off_route_m": 51_200},
    "seal_removed": {"seal": SEAL, "reason": "end_of_way"},
    "incident_told": {
        "measure": Measure.HELD, "country": "RU", "authority": "ru.customs.mobile_group",
        "place": "m-5.km-1204", "ground": Ground.RULE, "act": "control.outcome.no_papers",
        "paper": PaperGiven.DENIED, "from_us": NOON_US, "until_us": NOON_US + 9 * HOUR_US,
        "outcome": "let_go", "goods": "6204", "vehicle": TRUCK, "person": OFFICER,
        "consent": (Consent.CASE, Consent.WORDS), "sealed": (DIGEST, OTHER),
    },
    "consent_set": {"incident": 90, "consent": (Consent.CASE,)},
    "positions_kept": {
        "device": SEAL, "positions": 96, "from_us": NOON_US, "to_us": NOON_US + 24 * HOUR_US,
        "digest": DIGEST,
    },
    "reports_set_aside": {"why": ReportFault.ABSURD, "reports": 3},
    "range_stated": {
        "quantity": Quantity.CALL_AT, "low": NOON_US, "mid": NOON_US + HOUR_US, "high": NOON_US + 3 * HOUR_US,
        "coverage_pct": 80, "method": "intake",
    },
    "seed_committed": {
        "digest": DIGEST, "purpose": "check.roadside", "from_us": NOON_US, "to_us": NOON_US + 24 * HOUR_US,
    },
    "seed_opened": {"seed": OTHER, "digest": DIGEST},
    "ticket_issued": {"ticket": OTHER, "queue_class": "ordinary", "ahead_trucks": 312},
    "certificate_issued": {"certificate": OTHER, "signer": DIGEST},
    "rights_set": {"account": "officer-12", "rights": ("customs.kz",), "reason": "new_duty"},
    "account_changed": {
        "account": "officer-12", "change": AccountChange.SECOND_FACTOR_SET, "reason": "own_account",
    },
    "provider_set": {
        "account": "officer-12", "provider": "id.example", "change": AccountChange.PROVIDER_BOUND,
        "reason": "duty",
    },
    "corrected": {"corrects": 3, "right": {"lane": "lane-1", "late_us": 0}, "reason": "typed_wrong"},
    "voided": {"voids": 3, "reason": "typed_twice"},
}  # fmt: skip
BODIES = {word: REGISTRY[word].type(**fields) for word, fields in FIELDS.items()}


def draft(word: str, **changes: object) -> Draft:
    """Give the example of a word as a draft; `changes` replace parts of the envelope."""
    parts = {"body": BODIES[word], "point": "syrym", "occurred_us": NOON_US, "recorded_by": OFFICER}
    return Draft(**{**parts, **changes})


def event(word: str, **changes: object) -> Event:
    """Give the example of a word as an event; its position is the number of the word."""
    kind = REGISTRY[word]
    parts = {
        "position": kind.number,
        "stream": "passage/7",
        "version": 3,
        "client_key": f"example-{word}",
        "word": word,
        "word_version": kind.version,
        "occurred_us": NOON_US,
        "recorded_us": NOON_US + 1_500_000,
        "recorded_by": OFFICER,
        "point": "syrym",
        "cause": 1,
        "passage": 7,
        "body": BODIES[word],
    }
    return Event(**{**parts, **changes})


def write_samples() -> None:
    """Write the samples that are missing."""
    SAMPLES.mkdir(exist_ok=True)
    for kind in KINDS:
        path = SAMPLES / f"{kind.word}.{kind.version}.json"
        if not path.exists():
            path.write_bytes(encode(event(kind.word)))


if __name__ == "__main__":
    write_samples()
