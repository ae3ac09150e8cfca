"""Who may do what at a desk: each act by each role, each side at its own stage; nothing else is offered."""

import re
from secrets import token_hex

import pytest
from litestar.testing import RequestFactory

from otkel.app.accounts.signing import sign_out
from otkel.app.crossing.naming import NEW
from otkel.app.rights import RIGHTS
from otkel.app.site.accounts import book_of
from otkel.app.site.desk.acts import FORMS
from otkel.facts.people import Language
from otkel.web.desk_drawing import draw_live, draw_while_allowed
from otkel.web.routes_desk import shown_at
from tests.web.desk_site import DESK, OFFICERS, opened_post
from tests.web.site import token

ONE_STAGE = {"start", "clear", "refuse", "select", "check-start", "check-result", "pause", "close", "reopen",
             "resume", "lanes", "shift", "shift-end", "intake"}  # fmt: skip
GIVEN = {
    "passage": "77", "towards": "RU", "reason": "other", "outcome": "cured", "rule": "a.b",
    "ground": "health", "until": "2099-01-01T00:00", "evidence": "words", "readiness": "ready",
    "batch": "a", "trucks": "1", "shift": "a", "people": "1", "minutes": "1",
    "service": "water", "prepared": "food", "side": "post", "slot": "2099-01-01T00:00", "day": "2099-01-01",
    "earliest": "2099-01-01T00:00", "latest": "2099-01-01T00:00",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with opened_post(tmp_path_factory.mktemp("rights")) as found:
        found.come(1, 2)
        found.at_exit(1)
        found.browsers = {name: found.browser(name) for name in OFFICERS}
        found.tokens = {name: token(one) for name, one in found.browsers.items()}
        yield found


def send(desk, name, verb, **fields):
    given = {"csrf": desk.tokens[name], "key": token_hex(8), **fields}
    path = f"{DESK}/act/{verb}?towards=RU"
    return desk.browsers[name].post(path, data=given, follow_redirects=False)


@pytest.mark.parametrize("verb", FORMS)
@pytest.mark.parametrize("name", OFFICERS)
def test_each_role_does_what_the_table_of_rights_says(desk, name, verb):
    """A form is read first: so all that any act needs is given, and nothing that it could act upon."""
    role, country = OFFICERS[name].split(".")
    stage = {"ru": "entry_control"}.get(country, "exit_control")
    given = {**GIVEN, "plate": "77 XYZ 02"} if verb in NEW else GIVEN
    answer = send(desk, name, verb, stage=stage, **given)
    sees = role in RIGHTS["line"]
    may = role in RIGHTS[verb]
    assert (answer.status_code == 403) == (not (may and sees)), answer.status_code
    assert answer.status_code < 500


@pytest.mark.parametrize("verb", sorted(ONE_STAGE))
@pytest.mark.parametrize(
    ("name", "stage"),
    [("border-kz", "entry_control"), ("customs-kz", "entry_control"), ("border-ru", "exit_control"),
     ("customs-ru", "exit_control"), ("head-kz", "entry_control"), ("head-ru", "exit_control"),
     ("mobile-ru", "exit_control")],
)  # fmt: skip
def test_no_side_works_the_stage_of_the_other(desk, name, stage, verb):
    before = desk.words()
    answer = send(
        desk, name, verb, passage="1", stage=stage, reason="other", outcome="cured", shift="a", trucks="1",
        minutes="1", lane="a",
    )  # fmt: skip
    assert answer.status_code == 403
    assert desk.words() == before


def test_a_check_is_prolonged_by_the_side_that_makes_it(desk):
    desk.ask("select", passage=1, stage="exit_control", reason="weight")
    desk.ask("check-start", passage=1, stage="exit_control")
    fields = {"passage": "1", "reason": "suspicion", "rule": "a.b"}
    assert send(desk, "border-ru", "check-prolong", **fields).status_code == 403
    assert send(desk, "border-kz", "check-prolong", **fields).status_code == 303


@pytest.mark.parametrize("name", OFFICERS)
def test_what_somebody_may_not_is_not_offered(desk, name):
    client, role = desk.browsers[name], OFFICERS[name].split(".")[0]
    if role not in RIGHTS["line"]:
        assert client.get(DESK).status_code == 403
        return
    for part in ("", "/post", "/slots", "/draws", "/messages", "/truck/1", "/truck/2"):
        page = client.get(DESK + part)
        if page.status_code == 403:
            assert part == "/messages"
            assert role not in RIGHTS["message"]
            continue
        offered = set(re.findall(r"/act/([\w-]+)", page.text))
        assert {verb for verb in offered if role not in RIGHTS[verb]} == set()


def test_a_form_without_its_token_is_not_taken(desk):
    answer = desk.browsers["queue"].post(f"{DESK}/act/call", data={"key": "1"}, follow_redirects=False)
    assert answer.status_code == 403


def test_who_signs_out_sees_nothing_more(desk):
    client = desk.browser("customs-kz")
    cookie = client.cookies.get("otkel")
    request = RequestFactory(app=client.app).get(DESK, cookies=f"otkel={cookie}")
    shown = shown_at(request, Language.EN, "syrym")
    assert "002 ABC 02" in draw_while_allowed(shown, lambda: draw_live(shown), "line")
    sign_out(book_of(desk.house), cookie)
    after = draw_while_allowed(shown, lambda: draw_live(shown), "line")
    assert "002 ABC 02" not in after
    assert "signed out" in after
