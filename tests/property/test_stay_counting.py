"""Days of stay against sets of dates: one class a clause, with the plainest counting as the oracle."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from otkel.facts.people import Occupation, Stay
from otkel.law.corpus import read_rulebook
from otkel.law.stay import Person, answer_days

BOOK = read_rulebook()
MAN = Person(citizenship="AZ", occupation=Occupation.OTHER)
DRIVER = Person(citizenship="KG", occupation=Occupation.DRIVER, statement_on=date(2026, 7, 10))
UNION = Person(citizenship="RU", occupation=Occupation.OTHER)
DAY = timedelta(days=1)
YEAR_LAW, JOINT, LONG = date(2025, 1, 1), date(2025, 1, 11), date(2026, 7, 10)
FIRST, LATEST = date(2024, 3, 1), date(2026, 12, 15)
quick = settings(max_examples=60, deadline=None)


@st.composite
def lists_of_stays(draw, countries=("RU", "RU", "BY"), most=7, earliest=FIRST + 60 * DAY):
    """Give a day and stays around it: ended, still running, planned, overlapping."""
    on = earliest + draw(st.integers(0, (LATEST - earliest).days)) * DAY
    stays = []
    for _ in range(draw(st.integers(0, most))):
        entered = on - draw(st.integers(-60, 400)) * DAY
        length = draw(st.one_of(st.integers(0, 6), st.integers(0, 100)))
        stays.append(
            Stay(country=draw(st.sampled_from(countries)), entered_on=entered, left_on=entered + length * DAY)
        )
    if draw(st.booleans()):
        stays.append(Stay(country="RU", entered_on=on - draw(st.integers(0, 100)) * DAY))
    return on, tuple(draw(st.permutations(stays)))


def days_between(first, last):
    return [first + i * DAY for i in range((last - first).days + 1)]


def dates_of(stay, on, joint=True):
    """Give the dates on which a stay counts."""
    left = stay.left_on or max(on, stay.entered_on)
    found = days_between(stay.entered_on, left)
    if stay.country == "BY":
        return [day for day in found if joint and day >= JOINT]
    return found if stay.country == "RU" else []


def presence_of(stays, on, joint=True):
    return {day for stay in stays for day in dates_of(stay, on, joint)}


def runs_of(stays, on, joint=True):
    """Give for each date the length of the longest uninterrupted stay up to it."""
    counted = [(dates, s.country) for s in stays if (dates := dates_of(s, on, joint))]
    counted.sort(key=lambda c: (c[0][0], c[0][-1], c[1] == "BY"))
    runs = []
    for i, (dates, country) in enumerate(counted):
        mine = set(dates)
        links = [j for j in range(i) if counted[j][1] == country and len(mine & set(counted[j][0])) > 1]
        others = [j for j in range(i) if counted[j][1] != country]
        if others:
            latest = max(others, key=lambda j: (counted[j][0][-1], j))
            if counted[latest][0][-1] >= dates[0] - DAY:
                links.append(latest)
        joined = [run for run in runs if run & set(links)]
        runs = [run for run in runs if not run & set(links)]
        runs.append({i}.union(*joined))
    longest = Counter()
    for run in runs:
        start = min(counted[j][0][0] for j in run)
        for day in {day for j in run for day in counted[j][0]}:
            longest[day] = max(longest[day], (day - start).days + 1)
    return longest


def is_over(day, presence, runs, long_from=None):
    """Judge one date of presence by the law of that date."""
    if day < YEAR_LAW:
        return sum(day - 180 * DAY < other <= day for other in presence) > 90
    used = sum(other.year == day.year and other <= day for other in presence)
    if long_from is not None and day >= long_from:
        return used > 180
    return used > 90 or runs[day] > 90


def breaches(stays, on, since=date.min, long_from=None):
    presence, runs = presence_of(stays, on), runs_of(stays, on)
    return [d for d in sorted(presence) if d >= since and is_over(d, presence, runs, long_from)]


def ask(stays, on, person=MAN, **asked):
    return answer_days(stays, person, "ru", BOOK.on(on, None, asked.pop("options", None)), **asked)


class TestDaysOfACalendarYear:
    @quick
    @given(lists_of_stays())
    def test_used_is_the_number_of_dates(self, case):
        on, stays = case
        first = date(on.year, 1, 1) if on >= YEAR_LAW else on - 179 * DAY
        answer = ask(stays, on)
        assert answer.used == len([d for d in presence_of(stays, on) if first <= d <= on])
        assert answer.window_from_on == first

    @quick
    @given(lists_of_stays())
    def test_counting_a_stay_twice_changes_nothing_but_the_run_of_one_date(self, case):
        on, stays = case
        assume(all(stay.left_on != stay.entered_on for stay in stays))
        assert ask((*stays, *stays), on).limits == ask(stays, on).limits

    @quick
    @given(lists_of_stays(), st.randoms())
    def test_order_is_irrelevant(self, case, draw):
        on, stays = case
        other = list(stays)
        draw.shuffle(other)
        assert ask(other, on, plan=5) == ask(stays, on, plan=5)

    @quick
    @given(lists_of_stays(), st.integers(0, 500), st.integers(0, 60), st.sampled_from(["RU", "BY"]))
    def test_adding_a_stay_never_lowers_the_count(self, case, back, length, country):
        on, stays = case
        entered = on - back * DAY
        more = Stay(country=country, entered_on=entered, left_on=entered + length * DAY)
        before, after = ask(stays, on), ask((*stays, more), on)
        assert after.used >= before.used
        assert after.left <= before.left

    @quick
    @given(lists_of_stays(countries=("BY",)))
    def test_days_in_belarus_count_only_while_they_are_added(self, case):
        on, stays = case
        apart = ask(stays, on, options={"belarus_days": "apart"})
        first = date(on.year, 1, 1) if on >= YEAR_LAW else on - 179 * DAY
        assert apart.used == len([d for d in presence_of(stays, on, joint=False) if first <= d <= on])


class TestUninterruptedStay:
    @quick
    @given(lists_of_stays(earliest=YEAR_LAW))
    def test_length_up_to_the_day(self, case):
        on, stays = case
        (limit,) = [limit for limit in ask(stays, on).limits if limit.kind == "uninterrupted"]
        assert limit.used == runs_of(stays, on)[on]

    @quick
    @given(lists_of_stays())
    def test_left_is_the_least_that_a_limit_leaves(self, case):
        on, stays = case
        answer = ask(stays, on)
        assert answer.left == min(max(0, limit.limit - limit.used) for limit in answer.limits)
        assert answer.left == next(limit.left for limit in answer.limits if limit.kind == answer.binds)


class TestBreach:
    @quick
    @given(lists_of_stays())
    def test_first_day_over_the_law_of_that_day(self, case):
        on, stays = case
        assert ask(stays, on).breach_on == next(iter(breaches(stays, on)), None)

    @quick
    @given(lists_of_stays(earliest=LONG))
    def test_of_a_driver_with_a_statement(self, case):
        on, stays = case
        assert ask(stays, on, DRIVER).breach_on == next(iter(breaches(stays, on, long_from=LONG)), None)

    @quick
    @given(lists_of_stays(), st.integers(1, 40))
    def test_waiting(self, case, days):
        on, stays = case
        assume(all((stay.left_on or on) <= on for stay in stays))
        inside = on in presence_of(stays, on)
        until = on + (days if inside else days - 1) * DAY
        longer = going_on(stays, on, until)
        wait = ask(stays, on, wait=days).wait
        assert wait.until_on == until
        first = date(until.year, 1, 1) if until >= YEAR_LAW else until - 179 * DAY
        assert wait.used == len([d for d in presence_of(longer, on) if first <= d <= until])
        over = breaches(longer, on, on + DAY if inside else on)
        assert wait.breach_on == next(iter(over), None)


def going_on(stays, on, end):
    """Give the stays with the one on the day `on` going on, or with a new one."""
    present = [s for s in stays if dates_of(s, on) and s.entered_on <= on <= (s.left_on or on)]
    present.sort(
        key=lambda s: (max(s.entered_on, JOINT) if s.country == "BY" else s.entered_on, s.left_on or on)
    )
    if not present:
        return (*stays, Stay(country="RU", entered_on=on, left_on=end))
    going = [s for s in present if s.left_on is None or s.left_on > on] or present[-1:]
    rest = [s for s in stays if s not in going]
    return (*rest, *(Stay(country=s.country, entered_on=s.entered_on, left_on=end) for s in going))


@st.composite
def simple_stays(draw):
    """Give a day, disjoint stays of Russia before it, perhaps one that runs, and later planned ones."""
    on = FIRST + draw(st.integers(300, 1000)) * DAY
    stays, day = [], on
    if draw(st.booleans()):
        day = on - draw(st.integers(0, 95)) * DAY
        stays.append(Stay(country="RU", entered_on=day, left_on=draw(st.sampled_from([None, on + 20 * DAY]))))
    for _ in range(draw(st.integers(0, 4))):
        left = day - draw(st.integers(1, 60)) * DAY
        day = left - draw(st.integers(0, 50)) * DAY
        stays.append(Stay(country="RU", entered_on=day, left_on=left))
    later = on + 25 * DAY
    for _ in range(draw(st.integers(0, 2))):
        entered = later + draw(st.integers(1, 60)) * DAY
        later = entered + draw(st.integers(0, 60)) * DAY
        stays.append(Stay(country="RU", entered_on=entered, left_on=later))
    return on, tuple(stays)


class TestLastDay:
    @quick
    @given(simple_stays())
    def test_no_later_day_keeps_all_limits(self, case):
        on, stays = case
        now = tuple(s for s in stays if s.entered_on <= on)
        ended = going_on(stays, on, on) if any(on in dates_of(s, on) for s in now) else stays
        if breaches(ended, on, on + DAY):
            stays = now
        found = ask(case[1], on).must_leave_on
        if found is not None and found >= on:
            assert not breaches(going_on(stays, on, found), on, on)
            assert breaches(going_on(stays, on, found + DAY), on, on)
        else:
            assert breaches(going_on(stays, on, on), on, on)

    @quick
    @given(simple_stays())
    def test_of_somebody_over_is_the_day_before(self, case):
        on, stays = case
        answer = ask(stays, on)
        if answer.must_leave_on is not None and answer.must_leave_on < on:
            assert answer.must_leave_on + DAY in breaches(stays, on)
            assert answer.answer == "no"


class TestEarliestEntry:
    @settings(max_examples=40, deadline=None)
    @given(simple_stays(), st.integers(1, 90))
    def test_no_earlier_day_fits(self, case, length):
        on, stays = case
        stays = tuple(s for s in stays if s.entered_on <= on or s.entered_on < on + 60 * DAY)
        found = ask(stays, on, plan=length).earliest_entry_on
        start = on + DAY if on in presence_of(stays, on) else on

        def fits(day):
            plan = Stay(country="RU", entered_on=day, left_on=day + (length - 1) * DAY)
            fixed = tuple(
                s if s.left_on else Stay(country="RU", entered_on=s.entered_on, left_on=on) for s in stays
            )
            return not breaches((*fixed, plan), on, day)

        assert found is not None
        assert found >= start
        assert fits(found)
        earlier = days_between(start, found - DAY)
        assert not any(fits(day) for day in earlier[-3:] + earlier[:3] + earlier[::17])


class TestWindows:
    @quick
    @given(lists_of_stays(countries=("KZ",)))
    def test_kazakhstan(self, case):
        on, stays = case
        dates = {day for s in stays if s.country == "KZ" for day in days_between(s.entered_on, s.left_on)}
        answer = answer_days(stays, UNION, "kz", BOOK.on(on))
        self.compare(answer, dates, on)

    @quick
    @given(lists_of_stays(countries=("DE", "EU", "PL", "US")))
    def test_schengen(self, case):
        on, stays = case
        inside = [s for s in stays if s.country in ("DE", "EU", "PL")]
        dates = {day for s in inside for day in days_between(s.entered_on, s.left_on)}
        self.compare(answer_days(stays, UNION, "schengen", BOOK.on(on)), dates, on)

    @staticmethod
    def compare(answer, dates, on):
        def count(day):
            return sum(day - 180 * DAY < other <= day for other in dates)

        assert answer.used == count(on)
        assert answer.left == max(0, 90 - count(on))
        assert answer.breach_on == next((d for d in sorted(dates) if count(d) > 90), None)


class TestExitDay:
    @quick
    @given(lists_of_stays(countries=("RU",), earliest=date(2026, 1, 1)))
    def test_dropped_days_of_leaving(self, case):
        on, stays = case
        dates = set()
        for stay in stays:
            found = dates_of(stay, on)
            dates.update(
                found if stay.left_on in (None, stay.entered_on) or stay.left_on < YEAR_LAW else found[:-1]
            )
        answer = ask(stays, on, options={"ru_exit_day": "not_counted"})
        assert answer.used == len([d for d in dates if d.year == on.year and d <= on])
        assert answer.used <= ask(stays, on).used
