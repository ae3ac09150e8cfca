"""Descriptions of policies with one mistake each: the tree, the path that is told, and what is told."""

import math

SLOTS = {"slot_min": 60, "slot_trucks": 10, "horizon_days": 7}
BOOKED = {"name": "booked", "by_slot": True}
ORDINARY = {"name": "ordinary"}
CHECK = {"stage": "exit_control", "random_pct": 1, "expected_pct": 2}

WRONG = {
    "no mapping": (["name"], None, "names with values must stand here, not […]"),
    "nothing": (None, None, "names with values must stand here, not None"),
    "no name": ({}, "name", "name is missing"),
    "a foreign field": ({"slot_mins": 3}, "slot_mins", "slot_mins is not a field of a policy"),
    "a field without a neighbour": ({"xyzzy": 3}, "xyzzy", "xyzzy is not a field of a policy"),
    "a field of a row": (
        {"classes": [{**ORDINARY, "wieght": 1}]},
        "classes[0].wieght",
        "wieght is not a field of a policy",
    ),
    "a name that is no text": ({1: 2}, "1", "1 is not a field of a policy"),
    "a text for a number": ({"late_min": "soon"}, "late_min", "soon is not a number"),
    "yes for a number": ({"day_trucks": True}, "day_trucks", "True is not a number"),
    "a fraction": ({"slot_min": 7.5}, "slot_min", "7.5 is not a whole number"),
    "a whole with a point": ({"slot_min": 60.0}, "slot_min", "60.0 is not a whole number"),
    "not a number": ({"first_per_h": math.nan}, "first_per_h", "nan is not a number"),
    "no end": ({"first_per_h": math.inf}, "first_per_h", "inf is not a number"),
    "too small": ({"day_trucks": 0}, "day_trucks", "0 is out of range"),
    "too large": ({"longest_pct": 101}, "longest_pct", "101 is out of range"),
    "very large": ({"longest_pct": 10**400}, "longest_pct", "a number of many digits is out of range"),
    "too early": ({"late_min": -1441}, "late_min", "-1441 is out of range"),
    "a number for yes": ({"deposit": 1}, "deposit", "1 is neither true nor false"),
    "no such choice": ({"releasing": "often"}, "releasing", "often is none of the choices"),
    "a choice that is a list": ({"mode": ["live"]}, "mode", "[…] is none of the choices"),
    "open where it must not be": ({"slot_min": None}, "slot_min", "slot_min must not be left open"),
    "a name in capitals": (
        {"fallback": "Ordinary"},
        "fallback",
        "Ordinary is not a name that can be used here",
    ),
    "the word none": (
        {"classes": [{"name": "none"}]},
        "classes[0].name",
        "none is not a name that can be used here",
    ),
    "a reason in words": (
        {"call_reasons": ["ok", "he is ill"]},
        "call_reasons[1]",
        "he is ill is not a name that can be used here",
    ),
    "reasons that are no list": ({"call_reasons": "ill"}, "call_reasons", "a list must stand here, not ill"),
    "classes that are no list": ({"classes": {"ordinary": 1}}, "classes", "a list must stand here, not {…}"),
    "a row that is no mapping": (
        {"classes": ["ordinary"]},
        "classes[0]",
        "names with values must stand here, not ordinary",
    ),
    "a row without its name": ({"groups": [{"cap_pct": 1}]}, "groups[0].name", "name is missing"),
    "a group without its cap": ({"groups": [{"name": "g"}]}, "groups[0].cap_pct", "cap_pct is missing"),
    "too many rows": ({"classes": [ORDINARY] * 101}, "classes", "the list has more than 100 parts"),
    "signs that move the cursor": (
        {"fallback": "a\x1b[2J"},
        "fallback",
        "a?[2J is not a name that can be used here",
    ),
    "no class": ({"classes": []}, "classes", "the line has no class"),
    "a class twice": ({"classes": [ORDINARY, ORDINARY]}, "classes[1].name", "ordinary stands here twice"),
    "no fallback": ({"fallback": "live"}, "fallback", "there is no class live"),
    "a fallback with a cap": (
        {"classes": [{**ORDINARY, "cap_pct": 5}]},
        "fallback",
        "ordinary takes everybody in and can have no cap, group or fee",
    ),
    "a fallback for money": (
        {"classes": [{**ORDINARY, "paid": True}]},
        "fallback",
        "ordinary takes everybody in and can have no cap, group or fee",
    ),
    "no such group": (
        {"classes": [ORDINARY, {"name": "a", "group": "g"}]},
        "classes[1].group",
        "there is no group g",
    ),
    "a group twice": (
        {"classes": [ORDINARY, {"name": "a", "group": "g"}], "groups": [{"name": "g", "cap_pct": 5}] * 2},
        "groups[1].name",
        "g stands here twice",
    ),
    "a group of nobody": (
        {"groups": [{"name": "g", "cap_pct": 5}]},
        "groups[0].name",
        "no class is in the group g",
    ),
    "a cap above the group's": (
        {
            "classes": [ORDINARY, {"name": "a", "group": "g", "cap_pct": 5.1}],
            "groups": [{"name": "g", "cap_pct": 5}],
        },
        "classes[1].cap_pct",
        "the cap of a is above that of its group g",
    ),
    "by slot without slots": (
        {"classes": [ORDINARY, BOOKED]},
        "classes[1].by_slot",
        "booked is called by slot, but there are no slots",
    ),
    "slots without trucks": (
        {"slot_min": 60},
        "slot_trucks",
        "slots need both a length and a number of trucks",
    ),
    "slots without length": (
        {"slot_trucks": 9},
        "slot_min",
        "slots need both a length and a number of trucks",
    ),
    "slots of nobody": (SLOTS, "slot_min", "there are slots, but no class is called by slot"),
    "slots of today": (
        {**SLOTS, "horizon_days": 0, "classes": [ORDINARY, BOOKED]},
        "horizon_days",
        "slots cannot be booked ahead",
    ),
    "a list beyond the horizon": (
        {**SLOTS, "classes": [ORDINARY, {**BOOKED, "list_days": 8}]},
        "classes[1].list_days",
        "must be booked 8 days ahead, beyond the horizon",
    ),
    "a draw of nothing": ({"allocating": "draw"}, "allocating", "there are no slots to draw"),
    "no time for requests": (
        {
            **SLOTS,
            "classes": [ORDINARY, BOOKED],
            "allocating": "draw",
            "request_days": 1,
            "request_until_h": 24,
        },
        "request_until_h",
        "requests would end before they begin",
    ),
    "late before early": (
        {"early_min": 10, "late_min": -10},
        "late_min",
        "a truck would be too late before it is no longer too early",
    ),
    "a plan of nothing": (
        {"releasing": "plan"},
        "plan_per_day",
        "release is by plan, but the plan lets no truck go",
    ),
    "a block of no time": (
        {"no_shows_most": 2},
        "block_days",
        "no_shows_most ends in a block, but a block lasts no time",
    ),
    "an exception of no time": (
        {"exceptions_most": 1},
        "exception_most_h",
        "exceptions are allowed, but keep a place for no time",
    ),
    "a reason twice": ({"referral_reasons": ["a", "a"]}, "referral_reasons[1]", "a stands here twice"),
    "calls of a shadow": (
        {"mode": "shadow", "releasing": "intake"},
        "releasing",
        "in shadow mode Otkel only follows: it calls no truck and gives no slot",
    ),
    "reasons of a shadow": (
        {"mode": "shadow", "call_reasons": ["ill"]},
        "call_reasons",
        "in shadow mode Otkel only follows: it calls no truck and gives no slot",
    ),
    "no such stage": (
        {"checks": [{**CHECK, "stage": "strip"}]},
        "checks[0].stage",
        "no check is made at strip",
    ),
    "a road without a check": (
        {"checks": [{**CHECK, "stage": "roadside_check"}]},
        "checks[0].stage",
        "there is a plan for a roadside check, but no roadside check",
    ),
    "two plans": ({"checks": [CHECK, CHECK]}, "checks[1]", "this stage and lane have a plan already"),
    "two plans of a lane": (
        {"checks": [{**CHECK, "lane": "a"}] * 2},
        "checks[1]",
        "this stage and lane have a plan already",
    ),
    "more at random than at all": (
        {"checks": [{**CHECK, "random_pct": 2.5}]},
        "checks[0].random_pct",
        "more is drawn at random than is expected to be drawn",
    ),
}
