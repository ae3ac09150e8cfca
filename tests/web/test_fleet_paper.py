"""The fleet's answer on paper: what the page says, marked where it is simulated, nothing taken for markup."""

import io
from datetime import date, timedelta

import pypdf
import pytest

from otkel.app.site.fleet.making import answer_fleet
from otkel.app.site.fleet.paper import make_fleet_paper
from otkel.app.words import words_for
from otkel.facts.people import Language
from otkel.feeds.fleet_template import fleet_template
from otkel.phrases import phrase
from otkel.web import routes_fleet
from tests.app.test_paper import MARKUP
from tests.web.fleets import driver, fleet, trip
from tests.web.site import opened_site
from tests.web.test_fleet import send

ON = date(2026, 11, 29)


def read(pdf):
    """Give the sheets of a PDF and its text, blanks made one."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(" ".join(one.extract_text() for one in pages).split())


def on_paper(data, language=Language.EN, **more):
    return read(make_fleet_paper(answer_fleet(data, None, "ru", ON, language), language, **more))


def squeezed(text):
    """Give a text without blanks and signs at which a line may end."""
    return "".join(text.split()).replace("-", "").replace("\xad", "")


@pytest.mark.parametrize("language", list(Language))
def test_everything_the_page_tells_stands_on_the_paper(language):
    data = fleet_template(list(Language).index(language), ON)
    answer = answer_fleet(data, None, "ru", ON, language)
    count, text = on_paper(data, language)
    words, text = words_for(language), squeezed(text)
    assert count == 2
    for name in answer.names:
        assert name.replace(" ", "") in text
    for one in answer.days:
        assert squeezed(words.sentence(one.sentence)) in text
        assert "".join(str(week.left) for week in one.weeks) in text
    for each in answer.trips:
        assert squeezed(each.trip.vehicle.plate) in text
    assert len(answer.lacks) >= 4
    for lack in answer.lacks:
        assert squeezed(words.sentence(lack.reason)) in text
        if lack.message:
            assert squeezed(lack.message) in text


def test_who_can_and_why_not_stands_beside_each_driver():
    days = [("B", "RU", date(2026, 1, 1), date(2026, 11, 20))]
    _, text = on_paper(
        fleet([driver("A"), driver("B")], [("A", "KZ", ON, None), *days], trips=[trip("1", ON)])
    )
    matrix = text[text.index("Who can make which trip") : text.index("What lacks")]
    assert "A ✓ yes B ✗ no Under a limit of 180 days 324 are used; 0 days are left." in matrix


def test_where_no_driver_is_compared_it_is_told_why():
    _, text = on_paper(fleet([driver("A"), driver("B")], trips=[trip("1", ON, empty=None), trip("2", ON)]))
    assert text.count("No driver is compared while this stands: it is not said what the truck carries.") == 1


def test_what_could_not_be_read_stands_first():
    stays = [("A", "RU", "some day", None)]
    _, text = on_paper(fleet([driver("A")], stays, trips=[trip("1", ON)]))
    told = "1 thing could not be read; what stands there is not in the answer"
    assert told in text
    assert text.index(told) < text.index("Days left")


def test_a_large_fleet_is_counted_and_every_sheet_has_its_number():
    drivers = [driver(f"Driver {n}") for n in range(60)]
    trips = [trip(str(n), ON + timedelta(days=n % 3)) for n in range(60)]
    count, text = on_paper(fleet(drivers, [(f"Driver {n}", "RU", ON, None) for n in range(60)], trips=trips))
    assert "Drivers who can" in text
    assert "Driver 0, Driver 1, Driver 2, Driver 3" in text
    for number in range(1, count + 1):
        assert f"{number} / {count}" in text


def test_nothing_typed_is_taken_for_markup():
    _, text = on_paper(fleet([driver(MARKUP[:60])], trips=[trip(MARKUP[:40], ON)]))
    assert squeezed(MARKUP[:30]) in squeezed(text)


def test_the_same_fleet_is_the_same_paper():
    answer = answer_fleet(fleet_template(0, ON), None, "ru", ON, Language.EN)
    assert make_fleet_paper(answer, Language.EN) == make_fleet_paper(answer, Language.EN)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("demo", [False, True])
def test_it_is_marked_where_the_house_is_simulated(tmp_path, monkeypatch, language, demo):
    monkeypatch.setattr(routes_fleet, "AT_ONCE", 1_000)
    mark = words_for(language).say(
        phrase("Simulated: a computer's experiment. Nobody stands in these queues.")
    )
    with opened_site(tmp_path, demo=demo) as (client, _):
        answer = send(client, fleet([driver("A")]), path="/pdf", lang=language.value)
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" in answer.headers["content-disposition"]
    count, text = read(answer.content)
    assert text.count(mark) == (count if demo else 0)
