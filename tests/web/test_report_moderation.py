"""Reports looked over: by those who may, with who and why, and never more than what was reported."""

import re

import pytest

from otkel.app.feeds import list_rejects
from otkel.app.rights import RIGHTS, ROLES
from otkel.app.site import moderation
from otkel.errors import LedgerUnreachableError
from otkel.facts.events.choices import ReportFault
from otkel.facts.events.reports import ReportsSetAside
from otkel.web import routes_report
from tests.web.site import add_account, opened_site, post, sign_in
from tests.web.test_board_page import reading
from tests.web.test_report import tell, told

PATH = "/en/desk/kairak/reports"


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setattr(routes_report, "AT_ONCE", 1_000)
    with opened_site(tmp_path) as (client, house):
        for role in ROLES:
            add_account(house, role.replace("_", "."), f"{role}.kz", point="kairak")
        yield client, house


def acts(house):
    """Give what the record says of reports that were set aside."""
    return [one for one in house.ledger.store.read_all() if one.word == "reports_set_aside"]


def numbers(client):
    return re.findall(r'name="report" value="(\d+)"', client.get(PATH).text)


def test_who_is_not_signed_in_is_led_to_sign_in(site):
    client, house = site
    tell(client, trucks="9000")
    assert client.get(PATH, follow_redirects=False).headers["location"].startswith("/en/sign-in")
    answer = post(client, PATH, {"report": "1", "why": "absurd"})
    assert answer.status_code in (302, 303, 401)
    assert len(told(house)) == 1


@pytest.mark.parametrize("role", list(ROLES))
def test_only_who_may_sets_aside_and_no_officer_of_the_lane(site, role):
    client, house = site
    tell(client, trucks="9000")
    sign_in(client, role.replace("_", "."))
    may = role in ("analyst", "administrator")
    assert (role in RIGHTS["reports"]) is may
    assert client.get(PATH).status_code == (200 if may else 403)
    answer = post(client, PATH, {"report": "1", "why": "absurd"})
    assert answer.status_code == (303 if may else 403)
    assert len(told(house)) == (0 if may else 1)


def test_what_is_set_aside_is_told_with_who_and_why_and_without_its_content(site):
    client, house = site
    tell(client, trucks="7777")
    client.cookies.clear()
    tell(client, trucks="12")
    sign_in(client, "analyst")
    page = client.get(PATH).text
    assert "7777" in page
    for _ in range(2):  # a double tap does nothing more
        post(
            client,
            PATH,
            {"report": numbers(client)[-1] if "7777" in client.get(PATH).text else "1", "why": "absurd"},
        )
    assert [one.value for one in told(house)] == [12]
    ((run, (reason,)),) = list_rejects(house.db)
    assert (run.kind, run.file, run.rejected) == ("report", "kairak", 1)
    assert reason.advice.values == {"name": "analyst"}
    after = client.get(PATH).text
    assert "Nobody there can have seen this" in after
    assert "Set aside by analyst" in after
    assert "7777" not in after
    (event,) = acts(house)
    assert (event.recorded_by, event.point) == ("analyst", "kairak")
    assert event.body == ReportsSetAside(why=ReportFault.ABSURD, reports=1)
    assert b"7777" not in b"".join(row for _, row in house.ledger.store.read_rows())


@pytest.mark.parametrize("fields", [{}, {"report": "1"}, {"why": "absurd"}, {"report": "1", "why": "<b>"}])
def test_without_a_reason_and_a_report_nothing_is_set_aside(site, fields):
    client, house = site
    tell(client, trucks="40")
    sign_in(client, "analyst")
    answer = post(client, PATH, fields)
    assert answer.status_code == 400
    assert "<b>" not in answer.text
    assert len(told(house)) == 1
    assert acts(house) == []


def test_the_page_of_the_point_leads_there_who_may(site):
    client, _ = site
    found = {}
    for name in ("nobody", "queue.operator", "analyst"):
        if name != "nobody":
            sign_in(client, name)
        found[name] = f'href="{PATH}"' in client.get("/en/point/kairak").text
    assert found == {"nobody": False, "queue.operator": False, "analyst": True}


def test_what_others_say_cannot_be_set_aside_here(site):
    client, house = site
    reading(house, 40, "an office")
    sign_in(client, "analyst")
    for number in ("1", "2", "-1", "9" * 40, "x"):
        post(client, PATH, {"report": number, "why": "absurd"})
    assert len(told(house)) == 1


def test_what_cannot_be_recorded_stays_shown(site, monkeypatch):
    client, house = site
    tell(client, trucks="40")
    reports = moderation.Reports(house.ledger.store, house.readings)
    (one,) = reports.list_shown("kairak")

    def no_disk(*_, **__):
        raise LedgerUnreachableError("no disk")

    with monkeypatch.context() as patch:
        patch.setattr(house.ledger.store, "append", no_disk)
        with pytest.raises(LedgerUnreachableError):
            reports.set_aside("kairak", [one.number], "absurd", "analyst")
    assert reports.list_shown("kairak") == (one,)
    assert reports.set_aside("kairak", [one.number], "absurd", "analyst") == 1
    assert reports.list_shown("kairak") == ()


def test_of_another_point_nothing_is_shown_or_set_aside(site):
    client, house = site
    tell(client, point="syrym", trucks="40")
    sign_in(client, "analyst")
    assert numbers(client) == []
    assert client.get("/en/desk/syrym/reports").status_code == 403
    post(client, PATH, {"report": "1", "why": "absurd"})
    assert len(told(house, "syrym")) == 1


def test_a_form_without_its_token_is_refused(site):
    client, house = site
    tell(client, trucks="40")
    sign_in(client, "analyst")
    answer = client.request("POST", PATH, data={"report": "1", "why": "absurd"})
    assert answer.status_code == 403
    assert len(told(house)) == 1
