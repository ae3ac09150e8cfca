"""Posts with slots, for the tests of the desk: one gives them to who comes first, one by draw."""

import re
from datetime import datetime, timedelta

from otkel.app.crossing.told import local
from otkel.app.site.desk.day import day_of
from tests.web.desk_site import DESK, POINT

SLOTS = """name: slots
classes:
  - {name: booked, by_slot: true}
  - {name: ordinary, rank: 1}
slot_min: 60
slot_trucks: 2
horizon_days: 7
moves_most: 1
moves_days: 30
move_until_min: 60
early_min: 10000
"""
# Two slots a day for one truck each; requests for tomorrow have closed when today began.
DRAW = """name: drawn
classes:
  - {name: booked, by_slot: true}
  - {name: ordinary, rank: 1}
slot_min: 720
slot_trucks: 1
horizon_days: 7
allocating: draw
request_days: 3
request_until_h: 24
checks:
  - {stage: exit_control, random_pct: 50, expected_pct: 50}
"""
HOUR_US = 3_600_000_000


class Days:
    """Days and slots of a post, counted from today."""

    def __init__(self, post):
        self.zone = post.house.desk(POINT).zone
        self.now_us = post.house.desk(POINT).now_us()
        self.today = local(self.now_us, self.zone).date()

    def day(self, ahead=0):
        return self.today + timedelta(days=ahead)

    def slot(self, hour, ahead=1) -> datetime:
        """Give the beginning of a slot, in the zone of the post."""
        begins = day_of(self.zone, self.day(ahead))[0]
        return local(begins + hour * HOUR_US, self.zone)

    def page(self, ahead=1, part="slots", **more):
        given = "".join(f"&{name}={value}" for name, value in more.items())
        return f"{DESK}/{part}?towards=RU&on={self.day(ahead).isoformat()}{given}"


def row_of(page: str, title: str) -> str:
    """Give what a row of a table says, by how it begins, without its marks."""
    for row in re.findall(r"<tr[^>]*>.*?</tr>", page, re.DOTALL):
        said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()
        if said.startswith(title):
            return said
    raise AssertionError(f"no row {title}")


def bodies(post, word):
    """Give the events of a word in the record of the post."""
    return [one for one in post.house.ledger.store.read_stream(f"point/{POINT}") if one.word == word]
