"""Days of stay: worked examples, the days around each change of the law, and who is not bound."""

from datetime import date

import pytest

from otkel.facts.people import Driver, Occupation, Permit, RuidStatement, Stay
from otkel.law.corpus import read_rulebook
from otkel.law.stay import Limit, Person, Wait, answer_days, get_person

BOOK = read_rulebook()
MAN = Person(citizenship="UZ", occupation=Occupation.OTHER)
DRIVER = Person(citizenship="KZ", occupation=Occupation.DRIVER)
FILED = Person(citizenship="KG", occupation=Occupation.DRIVER, statement_on=date(2026, 6, 20))
NOT_FILED = Person(citizenship="KG", occupation=Occupation.DRIVER, statement_absent=True)
WINTER = ("2026-01-01", "2026-03-31")  # 90 days
HALF = ("2026-01-01", "2026-04-10")  # 100 days


def day(text):
    return date.fromisoformat(text) if text else None


def stay(entered, left=None, country="RU", permit=None):
    return Stay(country=country, entered_on=day(entered), left_on=day(left), permit=permit)


def ask(on, *stays, person=MAN, rule="ru", options=None, known_at=None, **asked):
    law = BOOK.on(day(on), day(known_at), options)
    rows = [one if isinstance(one, Stay) else stay(*one) for one in stays]
    return answer_days(rows, person, rule, law, **asked)


def told(answer):
    return [notice.text for notice in answer.notices]


def cited(answer):
    return [lookup.provision.id for lookup in answer.rests_on]


class TestWorkedExamples:
    def test_ninety_days_are_allowed(self):
        answer = ask("2026-03-31", WINTER)
        assert (answer.used, answer.left, answer.limit, answer.answer) == (90, 0, 90, "yes")
        assert (answer.must_leave_on, answer.breach_on) == (day("2026-03-31"), None)
        assert (answer.window_from_on, answer.window_to_on) == (day("2026-01-01"), day("2026-12-31"))
        assert answer.binds == "year"
        assert answer.notices == ()
        assert cited(answer) == [
            "stay.ru.year",
            "stay.ru.continuous",
            "stay.ru.count.entry",
            "stay.ru.count.exit",
            "stay.union.joint",
        ]

    def test_none_is_left_until_new_year(self):
        answer = ask("2026-04-01", WINTER, plan=1)
        assert (answer.used, answer.left, answer.answer) == (90, 0, "no")
        assert (answer.must_leave_on, answer.breach_on) == (None, None)
        assert answer.earliest_entry_on == day("2027-01-01")

    def test_the_ninety_first_day_is_a_breach(self):
        answer = ask("2026-06-01", WINTER, ("2026-06-01", "2026-06-01"))
        assert (answer.used, answer.left, answer.answer) == (91, 0, "no")
        assert (answer.breach_on, answer.must_leave_on) == (day("2026-06-01"), day("2026-05-31"))

    def test_new_year_does_not_end_a_stay(self):
        answer = ask("2026-02-20", ("2025-11-15", "2026-02-20"))
        assert (answer.used, answer.left, answer.binds) == (51, 0, "uninterrupted")
        assert (answer.breach_on, answer.must_leave_on) == (day("2026-02-13"), day("2026-02-12"))
        year, run = answer.limits
        assert year == Limit(
            kind="year", used=51, left=39, limit=90, from_on=day("2026-01-01"), to_on=day("2026-12-31")
        )
        assert run == Limit(
            kind="uninterrupted",
            used=98,
            left=0,
            limit=90,
            from_on=day("2025-11-15"),
            to_on=day("2026-02-20"),
        )

    def test_two_stays_over_new_year_are_two(self):
        answer = ask("2026-01-01", ("2025-11-01", "2025-12-31"), ("2026-01-01",))
        assert (answer.used, answer.left) == (1, 89)
        assert [limit.used for limit in answer.limits] == [1, 1]

    def test_the_older_rule_counts_both_ends(self):
        answer = ask("2017-12-24", ("2017-09-26",))
        assert (answer.used, answer.left, answer.answer) == (90, 0, "yes")
        assert answer.must_leave_on == day("2017-12-24")
        assert (answer.window_from_on, answer.window_to_on) == (day("2017-06-28"), day("2017-12-24"))
        assert cited(answer) == ["stay.ru.window.old"]
        assert ask("2017-12-25", ("2017-09-26",)).breach_on == day("2017-12-25")

    def test_the_official_example_of_the_schengen_area(self):
        answer = ask(
            "2014-09-11",
            ("2014-04-19", "2014-04-21", "EU"),
            ("2014-06-18", "2014-09-11", "DE"),
            rule="schengen",
        )
        assert (answer.used, answer.left, answer.answer, answer.binds) == (89, 1, "yes", "window")
        assert (answer.window_from_on, answer.window_to_on) == (day("2014-03-16"), day("2014-09-11"))
        assert cited(answer) == ["stay.schengen", "stay.schengen.members", "stay.schengen.excluded"]

    def test_a_published_case_of_the_schengen_area(self):
        stays = [
            ("2022-12-01", "2022-12-02", "FR"),
            ("2023-01-02", "2023-03-30", "FR"),
            ("2023-04-01", "2023-04-02", "FR"),
        ]
        answer = ask("2023-05-29", *stays, rule="schengen")
        assert (answer.used, answer.left, answer.breach_on) == (92, 0, day("2023-04-01"))
        assert answer.window_from_on == day("2022-12-01")
        assert ask("2023-05-30", *stays, rule="schengen").used == 91


class TestChangesOfTheLaw:
    def test_the_year_began_in_2025(self):
        before, after = ask("2024-12-31", ("2024-10-01",)), ask("2025-01-01", ("2024-10-01",))
        assert (before.used, before.breach_on, before.binds) == (92, day("2024-12-30"), "window")
        assert (after.used, after.limit) == (1, 90)
        assert [limit.used for limit in after.limits] == [1, 93]

    def test_a_breach_of_an_earlier_window_is_told(self):
        answer = ask("2026-05-01", ("2024-01-01", "2024-04-30"))
        assert (answer.breach_on, answer.answer, answer.left) == (day("2024-03-31"), "yes", 90)
        assert told(answer) == ["The limit was broken on {day}, in an earlier counting window."]
        assert answer.notices[0].values == {"day": day("2024-03-31")}

    @pytest.mark.parametrize(("entered", "used"), [("2025-01-10", 10), ("2025-01-11", 10), ("2025-01-12", 9)])
    def test_belarus_counts_from_11_january_2025(self, entered, used):
        assert ask("2025-01-31", (entered, "2025-01-20", "BY")).used == used

    def test_belarus_switch(self):
        stays = [("2026-01-01", "2026-01-10", "BY"), ("2026-01-11", "2026-01-20")]
        added, apart = ask("2026-01-20", *stays), ask("2026-01-20", *stays, options={"belarus_days": "apart"})
        assert [limit.used for limit in added.limits] == [20, 20]
        assert [limit.used for limit in apart.limits] == [10, 10]
        assert [c.switch for look in apart.rests_on if (c := look.choice)] == ["ru_exit_day", "belarus_days"]

    def test_drivers_from_july_2026(self):
        before = ask("2026-06-30", HALF, person=FILED)
        assert (before.limit, before.left, before.answer, before.breach_on) == (
            90,
            0,
            "no",
            day("2026-04-01"),
        )
        after = ask("2026-07-01", HALF, person=FILED)
        assert (after.limit, after.used, after.left, after.breach_on) == (180, 100, 80, day("2026-04-01"))
        assert ask("2026-07-01", HALF, person=NOT_FILED).limit == 90
        assert cited(after)[-3:] == [
            "stay.ru.driver.year", "stay.ru.driver.year.nostatement", "stay.ru.driver.continuous",
        ]  # fmt: skip

    def test_a_statement_counts_from_its_day(self):
        late = Person(citizenship="KG", occupation=Occupation.DRIVER, statement_on=day("2026-08-02"))
        before, after = ask("2026-08-01", WINTER, person=late), ask("2026-08-02", WINTER, person=late)
        assert (before.limit, after.limit) == (90, 180)
        assert told(before) == ["The ruID statement of {day} does not count yet."]
        assert told(after) == []
        over = ask("2026-08-02", WINTER, ("2026-08-01", "2026-08-02"), person=late)
        assert over.breach_on == day("2026-08-01")

    def test_who_the_180_days_are_for(self):
        for citizenship, occupation, limit in [
            ("UZ", Occupation.DRIVER, 180), ("UZ", None, 180), (None, Occupation.DRIVER, 180),
            ("GE", Occupation.DRIVER, 90), ("UZ", Occupation.OTHER, 90),
        ]:  # fmt: skip
            person = Person(citizenship=citizenship, occupation=occupation, statement_on=day("2026-07-01"))
            assert ask("2026-07-01", person=person).limit == limit

    def test_the_uninterrupted_stay_of_such_a_driver_is_warned_of(self):
        answer = ask("2026-10-05", ("2026-07-07",), person=FILED)
        assert (answer.answer, answer.breach_on, answer.binds) == ("yes", None, "year")
        assert (answer.limits[1].used, answer.limits[1].left, answer.limits[1].warns) == (91, 0, True)
        assert told(answer) == [
            "From {day} the stay is longer than an uninterrupted stay of others may be; no source says "
            "whether that binds drivers."
        ]
        assert answer.notices[0].values == {"day": day("2026-10-05")}
        before = ask("2026-10-04", ("2026-07-07",), person=FILED)
        assert told(before) == [
            "From {day} a stay without a break is longer than others may stay; no source says whether "
            "that binds drivers."
        ]
        assert before.notices[0].values == {"day": day("2026-10-05")}
        outside = ask("2026-08-01", ("2026-01-01", "2026-03-21"), person=FILED)
        assert (outside.left, outside.must_leave_on) == (100, day("2026-11-08"))
        assert outside.notices[0].values == {"day": day("2026-10-30")}
        short = ask("2026-08-01", ("2026-01-01", "2026-04-01"), person=FILED)
        assert (short.left, short.must_leave_on, told(short)) == (89, day("2026-10-28"), [])
        assert ask("2026-10-05", ("2026-07-07",), person=NOT_FILED).breach_on == day("2026-10-05")

    def test_the_general_option_gives_drivers_90(self):
        options = {"driver_180": "general"}
        filed = ask("2026-07-01", HALF, person=FILED, options=options)
        assert (filed.limit, filed.limits[1].warns) == (90, False)
        unknown = ask("2026-07-01", HALF, person=DRIVER, options=options)
        assert (unknown.limit, unknown.answer, unknown.missing) == (90, "no", ())

    def test_before_its_publication_the_longer_stay_is_only_announced(self):
        answer = ask("2026-08-01", HALF, person=FILED, known_at="2026-03-01")
        assert answer.limit == 90
        assert told(answer) == ["A longer stay of drivers was announced; its adoption is not confirmed."]
        man = ask("2026-08-01", HALF, person=MAN, known_at="2026-03-01")
        assert told(man) == []


class TestNotKnown:
    def test_undecided_between_90_and_180(self):
        answer = ask("2026-07-10", WINTER, person=DRIVER, plan=3, wait=2)
        assert (answer.answer, answer.missing) == ("undecided", ("ruid_statement_on",))
        assert (answer.used, answer.window_from_on, answer.breach_on) == (90, day("2026-01-01"), None)
        assert [answer.left, answer.limit, answer.must_leave_on, answer.earliest_entry_on, answer.wait] == [
            None
        ] * 5
        assert answer.limits == ()
        short, long = answer.if_limit["90"], answer.if_limit["180"]
        assert (short.left, short.limit, short.must_leave_on, short.answer) == (0, 90, None, "no")
        assert (long.left, long.limit, long.must_leave_on, long.answer) == (90, 180, day("2026-10-07"), "yes")
        assert (short.earliest_entry_on, long.earliest_entry_on) == (day("2027-01-01"), day("2026-07-10"))
        assert told(answer) == ["The limit depends on whether and when the ruID statement was filed."]

    def test_what_is_the_same_under_both_decides(self):
        over = ask("2026-10-01", ("2026-01-01", "2026-07-10"), person=DRIVER)
        assert over.breach_on == day("2026-04-01")
        assert (over.answer, over.left, over.missing, over.limit) == ("no", 0, (), None)
        assert told(over) == []
        assert [numbers.limit for numbers in over.if_limit.values()] == [90, 180]

    def test_before_july_2026_nothing_is_open(self):
        assert ask("2026-06-30", WINTER, person=DRIVER).if_limit is None

    def test_a_given_limit_decides(self):
        answer = ask("2026-07-10", WINTER, person=DRIVER, limit=180)
        assert (answer.left, answer.limit, answer.answer, answer.missing) == (90, 180, "yes", ())
        assert answer.limits[1].warns
        short = ask("2026-07-10", WINTER, person=DRIVER, limit=90)
        assert (short.left, short.answer, short.limits[1].warns) == (0, "no", False)

    def test_a_given_limit_holds_under_the_law_of_the_day(self):
        assert ask("2026-07-10", HALF, person=DRIVER, limit=180).breach_on == day("2026-04-01")
        early = ask("2026-06-30", HALF, person=DRIVER, limit=180)
        assert (early.breach_on, early.limit) == (day("2026-04-01"), 180)
        assert early.limits[1].warns is False
        assert ask("2026-06-30", HALF, person=DRIVER, limit=50).breach_on == day("2026-02-20")
        assert ask("2024-06-30", person=DRIVER, limit=50).limit == 90

    def test_unknown_citizenship(self):
        answer = ask("2026-06-01", WINTER, person=Person(occupation=Occupation.OTHER))
        assert (answer.limit, answer.answer) == (90, "no")
        assert told(answer) == [
            "The citizenship is not known; the person is taken for a foreigner who needs no visa."
        ]


class TestNotBound:
    @pytest.mark.parametrize(
        ("person", "reason", "provision"),
        [
            (Person(citizenship="RU"), "A citizen of Russia has no limit of stay in it.", []),
            (
                Person(citizenship="BY"),
                "Citizens of Belarus are outside the limit of stay.",
                ["stay.ru.exempt.belarus"],
            ),
            (
                Person(citizenship="UZ", permit=Permit.RESIDENCE),
                "The holder of a residence permit is not bound by the limit of stay.",
                ["stay.ru.exempt.permit"],
            ),
            (
                Person(citizenship="CN", permit=Permit.TEMPORARY_RESIDENCE),
                "The holder of a residence permit is not bound by the limit of stay.",
                ["stay.ru.exempt.permit"],
            ),
        ],
    )
    def test_free(self, person, reason, provision):
        answer = ask("2026-06-01", HALF, person=person, plan=200)
        assert (answer.answer, answer.used, answer.limit, answer.left) == ("yes", 100, None, None)
        assert (answer.must_leave_on, answer.breach_on) == (None, None)
        assert answer.earliest_entry_on == day("2026-06-01")
        assert (answer.window_from_on, answer.window_to_on) == (day("2026-01-01"), day("2026-12-31"))
        assert told(answer) == [reason]
        assert cited(answer) == provision

    def test_contract_of_a_citizen_of_the_union(self):
        person = Person(citizenship="KG", occupation=Occupation.OTHER, contract_until=day("2026-09-30"))
        answer = ask("2026-06-01", ("2026-01-01",), person=person, plan=121)
        assert (answer.answer, answer.must_leave_on, answer.left) == ("yes", day("2026-09-30"), None)
        assert answer.earliest_entry_on == day("2026-06-02")
        assert ask("2026-06-01", ("2026-01-01",), person=person, plan=122).earliest_entry_on is None
        assert told(answer) == ["The stay of a citizen of the Union follows his work contract, until {day}."]
        assert ask("2026-09-30", ("2026-01-01",), person=person).answer == "yes"
        ended = ask("2026-10-01", ("2026-01-01",), person=person)
        assert (ended.answer, ended.limit) == ("no", 90)
        assert told(ended) == ["The work contract ended on {day}; the limit of stay is counted again."]
        assert cited(ended)[-1] == "stay.ru.exempt.contract_eaeu"

    def test_contract_of_others_changes_nothing(self):
        person = Person(citizenship="UZ", occupation=Occupation.OTHER, contract_until=day("2026-09-30"))
        assert ask("2026-06-01", HALF, person=person).limit == 90

    @pytest.mark.parametrize(
        ("person", "reasons", "provisions"),
        [
            (
                Person(citizenship="UZ", permit=Permit.PATENT),
                [
                    "A patent lengthens the stay; by how much is not coded.",
                    "Drivers of international haulage get no work papers.",
                ],
                ["stay.ru.patent", "stay.ru.driver.work_papers"],
            ),
            (
                Person(citizenship="UZ", permit=Permit.VISA),
                ["The rules of stay under a visa are not coded."],
                [],
            ),
            (Person(citizenship="TM"), ["The rules of stay under a visa are not coded."], []),
        ],
    )
    def test_unclear(self, person, reasons, provisions):
        answer = ask("2026-06-01", HALF, person=person, plan=3)
        assert (answer.answer, answer.used, answer.limit, answer.left) == ("undecided", 100, None, None)
        assert answer.earliest_entry_on is None
        assert told(answer) == reasons
        assert cited(answer) == provisions

    def test_a_patent_of_a_citizen_of_the_union_changes_nothing(self):
        assert ask("2026-06-01", person=Person(citizenship="KG", permit=Permit.PATENT)).limit == 90

    def test_residence_permit_before_2025_is_not_recorded(self):
        person = Person(citizenship="UZ", permit=Permit.RESIDENCE)
        answer = ask("2024-12-31", person=person)
        assert (answer.answer, cited(answer)) == ("undecided", ["stay.ru.exempt.permit"])
        assert told(answer) == [
            "whether holders of a residence permit were free from the limit before 2025 is not recorded"
        ]

    def test_stays_under_a_residence_permit_are_left_out(self):
        stays = stay("2026-01-01", "2026-03-31", permit=Permit.RESIDENCE), stay("2026-05-01", "2026-05-10")
        assert ask("2026-05-10", *stays).used == 10
        assert ask("2026-03-31", stay("2026-01-01", "2026-03-31", permit=Permit.PATENT)).used == 90


class TestTolerance:
    def test_practice_towards_kazakh_drivers(self):
        practice = {"kz_driver_tolerance": "practice"}
        by_law, let_through = (
            ask("2026-06-30", HALF, person=DRIVER),
            ask("2026-06-30", HALF, person=DRIVER, options=practice),
        )
        assert (by_law.answer, by_law.tolerated) == ("no", False)
        assert (let_through.answer, let_through.tolerated) == ("no", True)
        reported = "Kazakh drivers were reported to be let through beyond the limit; no law says so."
        assert told(by_law) == told(let_through) == [reported]
        assert by_law.rests_on[-1].provision.id == "stay.ru.driver.kz.tolerance"
        for on, person in [("2025-10-08", DRIVER), ("2026-07-01", NOT_FILED), ("2026-06-30", MAN)]:
            over = (f"{on[:4]}-01-01", f"{on[:4]}-04-10")
            assert reported not in told(ask(on, over, person=person, options=practice))
        other = Person(citizenship="KZ", occupation=Occupation.OTHER)
        assert reported not in told(ask("2026-06-30", HALF, person=other))
        assert reported in told(ask("2025-10-09", ("2025-01-01", "2025-04-10"), person=DRIVER))
        assert reported not in told(ask("2026-06-30", person=DRIVER))


class TestPlans:
    def test_planned_days_are_not_used_but_can_break_the_limit(self):
        answer = ask("2026-04-01", ("2026-01-01", "2026-03-01"), ("2026-05-01", "2026-06-15"))
        assert (answer.used, answer.left, answer.breach_on) == (60, 30, day("2026-05-31"))
        assert answer.answer == "no"
        assert (
            told(answer)
            == [
                "What lies after {day} is planned; it is not in the days used.",
            ]
            or told(answer)[-1] == "What lies after {day} is planned; it is not in the days used."
        )

    def test_planned_stays_that_break_a_limit_are_put_aside_for_the_last_day(self):
        answer = ask("2026-02-01", ("2026-01-01",), ("2026-06-01", "2026-08-15"))
        assert (answer.must_leave_on, answer.breach_on) == (day("2026-03-31"), day("2026-07-29"))
        assert told(answer)[0] == (
            "The planned stays break a limit by themselves; the last day to leave is told without them."
        )

    def test_planned_stays_within_the_limits_stand_beside_a_breach(self):
        answer = ask("2026-02-20", ("2025-11-15",), ("2026-06-01", "2026-06-05"))
        assert (answer.must_leave_on, answer.breach_on) == (day("2026-02-12"), day("2026-02-13"))
        assert told(answer) == ["What lies after {day} is planned; it is not in the days used."]

    def test_planned_stays_are_kept_free(self):
        answer = ask("2026-02-01", ("2026-01-01",), ("2026-06-01", "2026-06-30"))
        assert (answer.must_leave_on, answer.answer) == (day("2026-03-01"), "yes")
        assert told(answer)[0] == (
            "The last day to leave is earlier for the planned stays; without them it is {day}."
        )
        assert answer.notices[0].values == {"day": day("2026-03-31")}
        later = ask("2026-02-01", ("2026-01-01",), ("2027-06-01", "2027-06-30"))
        assert told(later) == ["What lies after {day} is planned; it is not in the days used."]

    def test_a_planned_end_is_put_aside(self):
        answer = ask("2026-02-01", ("2026-01-01", "2026-05-01"))
        assert (answer.must_leave_on, answer.breach_on, answer.used) == (
            day("2026-03-31"),
            day("2026-04-01"),
            32,
        )

    def test_a_stay_too_long_for_any_day(self):
        answer = ask("2026-02-01", plan=91)
        assert answer.earliest_entry_on is None
        (notice,) = answer.notices
        assert (notice.plural, notice.values) == ("A stay of {n} days does not fit.", {"n": 91})
        assert ask("2026-02-01", plan=90).earliest_entry_on == day("2026-02-01")
        assert ask("2026-07-01", plan=91, person=FILED).earliest_entry_on == day("2026-07-01")

    def test_waiting(self):
        outside = ask("2026-06-01", ("2026-01-01", "2026-03-29"), wait=3)
        assert outside.wait == Wait(
            days=3, until_on=day("2026-06-03"), used=91, left=0, breach_on=day("2026-06-03")
        )
        inside = ask("2026-03-29", ("2026-01-01",), wait=2)
        assert inside.wait == Wait(days=2, until_on=day("2026-03-31"), used=90, left=0, breach_on=None)
        assert ask("2026-03-29", ("2026-01-01",)).wait is None

    def test_overlap_is_told_and_counted_once(self):
        answer = ask("2026-03-01", ("2026-01-01", "2026-01-10"), ("2026-01-09", "2026-01-12"))
        assert answer.used == 12
        assert told(answer) == ["Stays overlap from {first} to {last}; each day is counted once."]
        assert answer.notices[0].values == {"first": day("2026-01-09"), "last": day("2026-01-10")}
        assert told(ask("2026-03-01", ("2026-01-01", "2026-01-10"), ("2026-01-10", "2026-01-12"))) == []


class TestKazakhstan:
    def test_citizens_of_the_union(self):
        person = Person(citizenship="KG", occupation=Occupation.OTHER)
        answer = ask("2026-04-01", ("2026-01-01", "2026-04-01", "KZ"), person=person, rule="kz")
        assert (answer.used, answer.limit, answer.breach_on, answer.binds) == (
            91,
            90,
            day("2026-04-01"),
            "window",
        )
        assert cited(answer) == ["stay.kz.window", "stay.kz.driver.exempt"]
        assert [limit.kind for limit in answer.limits] == ["window"]

    def test_others_have_30_days_a_trip(self):
        answer = ask("2026-01-30", ("2026-01-01", None, "KZ"), rule="kz")
        assert (answer.used, answer.left, answer.limit, answer.binds) == (30, 0, 90, "uninterrupted")
        assert ask("2026-01-31", ("2026-01-01", None, "KZ"), rule="kz").breach_on == day("2026-01-31")
        assert cited(answer)[:2] == ["stay.kz.window.other", "stay.kz.trip.other"]
        assert ask("2026-01-31", rule="kz", plan=31).earliest_entry_on is None

    @pytest.mark.parametrize(("on", "limit"), [("2023-01-26", None), ("2023-01-27", 90)])
    def test_first_day_for_the_union(self, on, limit):
        answer = ask(on, person=Person(citizenship="RU", occupation=Occupation.OTHER), rule="kz")
        assert answer.limit == limit
        assert (answer.answer == "undecided") is (limit is None)

    @pytest.mark.parametrize(("on", "limit"), [("2020-01-10", None), ("2020-01-11", 90)])
    def test_first_day_for_others(self, on, limit):
        answer = ask(on, rule="kz")
        assert answer.limit == limit
        assert told(answer) == ([] if limit else ["the limit before 2020-01-11 was not found"])

    def test_drivers(self):
        long = ("2026-01-01", "2026-05-01", "KZ")
        driver = ask("2026-05-01", long, person=FILED, rule="kz")
        assert (driver.answer, driver.used, driver.limit) == ("yes", 121, None)
        assert cited(driver) == ["stay.kz.driver.exempt"]
        assert told(driver) == [
            "Kazakhstan does not apply its limit of stay to drivers of international transport."
        ]
        unknown = ask("2026-05-01", long, person=Person(citizenship="KG"), rule="kz")
        assert (unknown.answer, unknown.limit, unknown.missing) == ("undecided", 90, ("occupation",))
        assert told(unknown) == ["Kazakhstan does not apply its limit to drivers of international transport."]
        early = ask("2024-12-31", ("2024-08-01", "2024-12-31", "KZ"), person=FILED, rule="kz")
        assert (early.answer, early.missing, early.limit) == ("undecided", (), 90)
        assert told(early)[0] == "whether drivers were free from the limit before 2025 was not found"
        assert ask("2024-12-31", person=FILED, rule="kz").answer == "yes"
        assert ask("2026-05-01", long, person=MAN, rule="kz").answer == "no"

    def test_who_is_not_asked(self):
        citizen = ask("2026-05-01", person=Person(citizenship="KZ"), rule="kz")
        assert told(citizen) == ["A citizen of Kazakhstan has no limit of stay in it."]
        permit = ask("2026-05-01", person=Person(citizenship="UZ", permit=Permit.VISA), rule="kz")
        assert (permit.answer, told(permit)) == (
            "undecided",
            ["Kazakhstan's rules of stay under a permit or visa are not coded."],
        )
        nobody = ask("2026-05-01", person=Person(occupation=Occupation.OTHER), rule="kz", limit=90)
        assert told(nobody) == [
            "The citizenship is not known; citizens from outside the Union have 30 days a trip as well.",
            "The limit given is Russia's year limit; it is not used here.",
        ]
        assert nobody.limit == 90
        assert len(nobody.limits) == 1
        none = Person(citizenship="KG", occupation=Occupation.OTHER, permit=Permit.NONE)
        assert ask("2026-05-01", person=none, rule="kz").limit == 90


class TestSchengen:
    @pytest.mark.parametrize(
        ("country", "entered", "used"),
        [
            ("HR", "2022-12-28", 10),
            ("BG", "2024-03-27", 7),
            ("RO", "2024-03-31", 11),
            ("DE", "2023-01-01", 11),
            ("RS", "2023-01-01", 0),
        ],
    )
    def test_members_count_from_joining(self, country, entered, used):
        left = date.fromordinal(day(entered).toordinal() + 10)
        found = ask(
            "2024-05-01" if country in "BGRO" else "2023-03-01",
            (entered, left.isoformat(), country),
            rule="schengen",
        )
        assert found.used == {"HR": 7}.get(country, used)

    def test_permits_are_left_out(self):
        for permit, used in [(Permit.RESIDENCE, 0), (Permit.TEMPORARY_RESIDENCE, 0), (Permit.NONE, 5)]:
            assert (
                ask("2026-01-05", stay("2026-01-01", "2026-01-05", "EU", permit), rule="schengen").used
                == used
            )
        visa = ask("2026-01-05", stay("2026-01-01", "2026-01-05", "EU", Permit.VISA), rule="schengen")
        assert visa.used == 0
        assert told(visa) == [
            "Stays under a visa are left out as long visas; for a short visa leave the permit empty."
        ]

    def test_citizens_are_free_from_joining(self):
        assert ask("2022-12-31", person=Person(citizenship="HR"), rule="schengen").limit == 90
        free = ask("2023-01-01", person=Person(citizenship="HR"), rule="schengen")
        assert (free.answer, free.limit, free.used) == ("yes", None, 0)
        assert cited(free) == ["stay.schengen.members"]
        assert told(free) == ["A citizen of the area has no limit of stay in it."]

    @pytest.mark.parametrize(("on", "limit"), [("2013-10-17", None), ("2013-10-18", 90)])
    def test_first_day(self, on, limit):
        answer = ask(on, rule="schengen")
        assert (answer.limit, answer.answer) == (limit, "yes" if limit else "undecided")


class TestPersonOfADriver:
    def test_fields(self):
        driver = Driver(
            citizenship="UZ",
            occupation=None,
            permit=Permit.PATENT,
            contract_until=day("2026-12-31"),
            ruid_filed=False,
        )
        assert get_person(driver) == Person(
            citizenship="UZ", permit=Permit.PATENT, contract_until=day("2026-12-31"), statement_absent=True
        )

    @pytest.mark.parametrize(
        ("statement", "filed", "on", "absent"),
        [
            (RuidStatement(filed_on=day("2026-07-01"), haulage=True), None, day("2026-07-01"), False),
            (RuidStatement(filed_on=day("2026-07-01"), haulage=None), True, None, False),
            (RuidStatement(filed_on=day("2026-07-01"), haulage=False), True, None, True),
            (RuidStatement(haulage=True), True, None, False),
            (None, None, None, False),
            (None, True, None, False),
        ],
    )
    def test_statement(self, statement, filed, on, absent):
        person = get_person(Driver(ruid=statement, ruid_filed=filed))
        assert (person.statement_on, person.statement_absent) == (on, absent)

    def test_statement_with_its_hour(self):
        from datetime import UTC, datetime

        statement = RuidStatement(filed_at=datetime(2026, 7, 1, 22, tzinfo=UTC), haulage=True)
        assert get_person(Driver(ruid=statement)).statement_on == day("2026-07-01")
