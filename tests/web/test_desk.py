"""The desk: each act as an officer does it; what is told; two officers who race; hostile input."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest

from otkel.app.crossing.proofs import give_ticket
from otkel.app.crossing.reading import Typed, get_verb
from otkel.app.tickets import make_ticket
from otkel.facts.events.selections import Selected
from tests.web.desk_site import DESK, POINT, form_of, opened_post, post, tap


@pytest.fixture
def desk(tmp_path):
    with opened_post(tmp_path) as found:
        yield found


@pytest.fixture
def queue(desk):
    return desk.browser("queue")


def told(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def follow(client, answer):
    assert answer.status_code == 303, told(answer)
    return client.get(answer.headers["location"])


def test_who_is_not_signed_in_is_led_to_sign_in(desk):
    for path in ("", "/post", "/messages", "/truck/1"):
        answer = desk.client.get(DESK + path, follow_redirects=False)
        assert answer.status_code in (302, 303, 307)
        assert "/en/sign-in" in answer.headers["location"]
    sent = post(desk.client, f"{DESK}/act/call", {"key": "1"})
    assert "/en/sign-in" in sent.headers["location"]
    assert "called" not in desk.words()


def test_who_has_one_desk_is_led_to_it(desk, queue):
    answer = queue.get("/en/desk", follow_redirects=False)
    assert answer.headers["location"] == DESK


def test_a_truck_that_is_not_here_is_let_to_stand_in_line(desk, queue):
    page = post(queue, f"{DESK}/find", {"q": "777 KKK 07"})
    assert page.status_code == 404
    answer = tap(queue, page.text, "arrive", country="KZ", people="1", readiness="ready")
    shown = follow(queue, answer)
    assert "Stands in line" in shown.text
    assert "777 KKK 07" in shown.text
    found = post(queue, f"{DESK}/find", {"q": "777ккк07"})  # the other script
    assert re.search(r"/truck/\d+", found.headers["location"])


def test_the_next_are_called(desk, queue):
    desk.come(1, 2, 3)
    shown = follow(queue, tap(queue, DESK, "call", trucks="2"))
    assert [desk.status(one) for one in (1, 2, 3)] == ["CALLED", "CALLED", "WAITING"]
    assert "Called to the post" in shown.text
    assert "towards=RU" in str(shown.url)


def test_a_refusal_says_why_and_what_to_do_and_nothing_is_recorded(desk, queue):
    before = desk.words()
    answer = tap(queue, DESK, "call")
    assert answer.status_code == 409
    assert "Not done." in answer.text
    assert "No truck waits that could be called" in answer.text
    assert "call.none_waits" in answer.text
    assert "otkel queue" not in told(answer)  # nobody at a desk has a shell
    assert desk.words() == before


def test_a_truck_goes_all_the_way(desk):
    desk.come(1)
    queue, kz, ru = (desk.browser(one) for one in ("queue", "border-kz", "border-ru"))
    follow(queue, tap(queue, DESK, "call"))
    follow(kz, tap(kz, DESK, "start", 1))
    assert desk.status(1) == "AT_EXIT"
    follow(kz, tap(kz, DESK, "clear", 1))
    follow(ru, tap(ru, DESK, "start", 1))
    follow(ru, tap(ru, DESK, "clear", 1))
    assert desk.status(1) == "INSIDE"
    shown = follow(ru, tap(ru, DESK, "leave", 1))
    assert desk.status(1) is None
    assert "Is through" in shown.text
    assert "border-ru" in ru.get(f"{DESK}/truck/1").text  # who recorded it


def test_a_selection_shows_the_values_as_recorded_and_ends_in_two_taps(desk):
    desk.ask("lanes", stage="entry_control", lane=["red"], towards="RU")
    desk.come(1)
    desk.at_exit(1)
    desk.ask("clear", passage=1, stage="exit_control")
    ru = desk.browser("border-ru")
    page = follow(ru, tap(ru, DESK, "start", 1, lane="red")).text
    assert "Selected at random" in page
    event = next(
        one for one in desk.house.ledger.store.read_stream(f"point/{POINT}") if isinstance(one.body, Selected)
    )
    shown = ru.get(f"{DESK}/truck/1").text
    for value in (event.body.draw, event.body.below, event.body.seed, event.body.purpose, "drawn"):
        assert str(value) in shown
    follow(ru, tap(ru, DESK, "check-start", 1))
    page = follow(ru, tap(ru, DESK, "check-result", 1, outcome="nothing_found")).text
    assert "The check at entry control ended: nothing found" in page
    follow(ru, tap(ru, DESK, "clear", 1))


def test_a_referral_needs_a_reason_of_the_post(desk):
    desk.come(1)
    desk.at_exit(1)
    kz, path = desk.browser("border-kz"), f"{DESK}/truck/1"
    refused = tap(kz, path, "select", 1, reason="i_want_to", check="examination")
    assert refused.status_code == 409
    assert "check.reason" in refused.text
    follow(kz, tap(kz, path, "select", 1, reason="weight", check="examination"))
    assert "Referred by an officer" in kz.get(path).text


def test_a_control_does_not_let_a_truck_through_for_a_reason(desk):
    desk.come(1)
    desk.at_exit(1)
    kz = desk.browser("border-kz")
    follow(kz, tap(kz, f"{DESK}/truck/1", "refuse", 1, reason="papers", redress="cure"))
    assert desk.status(1) == "WAITING"
    assert desk.words()[-2:] == ["exit_refused", "readiness_told"]


def test_two_taps_are_one_act(desk, queue):
    desk.come(1, 2, 3)
    page = queue.get(DESK).text
    follow(queue, tap(queue, page, "call", trucks="1"))
    again = follow(queue, tap(queue, page, "call", trucks="1"))
    assert desk.words().count("called") == 1
    assert "recorded before, by queue" in told(again)


def test_an_act_upon_what_has_changed_meanwhile_is_told(desk):
    desk.come(1)
    desk.at_exit(1)
    one, other = desk.browser("border-kz"), desk.browser("customs-kz")
    page, path = other.get(DESK).text, f"{DESK}/truck/1"
    stale = other.get(path).text
    follow(one, tap(one, DESK, "clear", 1))
    same = follow(other, tap(other, page, "clear", 1))
    assert "recorded before, by border-kz" in told(same)
    late = tap(other, stale, "refuse", 1, reason="papers", redress="cure")
    assert late.status_code == 409
    assert "another officer may have recorded an act" in told(late)
    assert desk.words().count("exit_cleared") == 1


def test_two_officers_who_press_at_once_record_one_act(desk):
    desk.come(1)
    desk.at_exit(1)
    browsers = [desk.browser(one) for one in ("border-kz", "customs-kz")] * 3
    forms = [form_of(one.get(DESK).text, "clear", 1) for one in browsers]
    answers = []

    def press(client, form):
        answers.append(client.post(f"{DESK}/act/clear?towards=RU", data=form, follow_redirects=False))

    threads = [threading.Thread(target=press, args=one) for one in zip(browsers, forms, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status_code for one in answers] == [303] * 6
    assert desk.words().count("exit_cleared") == 1
    assert sum("again=1" in one.headers["location"] for one in answers) == 5


def test_the_post_is_paused_and_goes_on(desk):
    kz, path = desk.browser("border-kz"), f"{DESK}/post"
    shown = follow(kz, tap(kz, path, "pause", stage="exit_control", reason="power_cut"))
    assert "Paused: exit control" in shown.text
    assert "Exit control : paused, Power cut" in told(kz.get(DESK))
    desk.come(1)
    refused = tap(desk.browser("queue"), DESK, "call")
    assert "stage.stopped" in refused.text
    follow(kz, tap(kz, path, "resume"))
    follow(kz, tap(kz, path, "lanes", stage="exit_control", lane="1 2 red"))
    assert 'value="1 2 red"' in kz.get(path).text
    follow(kz, tap(kz, path, "lanes", stage="exit_control", lane=""))
    assert 'value="1 2 red"' not in kz.get(path).text


def test_a_shift_comes_on_and_goes_off(desk):
    head, path = desk.browser("head-kz"), f"{DESK}/post"
    follow(head, tap(head, path, "shift", stage="exit_control", shift="a", officers="12"))
    assert "Shift a is on" in told(head.get(DESK))
    follow(head, tap(head, path, "shift-end"))
    assert "Shift a is on" not in told(head.get(DESK))


def test_a_message_to_many_is_looked_at_twice(desk, queue):
    desk.come(1, 2)
    form = {"prepared": "water", "text_ru": "Вода у въезда", "class": ""}
    unseen = post(queue, f"{DESK}/act/message?towards=RU", {**form, "key": "k1", "return_to": "messages"})
    assert unseen.status_code == 200
    assert "A second look" in unseen.text
    assert "message_sent" not in desk.words()
    looked = post(queue, f"{DESK}/messages/look?towards=RU", form)
    assert "2 trucks" in told(looked)
    assert "Вода у въезда" in looked.text
    other = tap(queue, looked.text, "message", text_ru="Другое")  # another one than was looked at
    assert "message_sent" not in desk.words()
    assert other.status_code == 200
    shown = follow(queue, tap(queue, looked.text, "message"))
    assert desk.words()[-1] == "message_sent"
    assert "Вода у въезда" in shown.text


def test_a_message_to_one_truck_goes_at_once(desk, queue):
    desk.come(1)
    follow(queue, tap(queue, f"{DESK}/truck/1", "message", 1, prepared="come_to_desk"))
    assert desk.words()[-1] == "message_sent"


@pytest.mark.parametrize(
    ("scanned", "passage"),
    [("001 ABC 02", 1), ("001авс02", 1), ("1", 1), ("2", 2), ("  002  abc 02 ", 2)],
)
def test_a_scan_finds_the_truck(desk, queue, scanned, passage):
    desk.come(1, 2)
    found = post(queue, f"{DESK}/find", {"q": scanned})
    assert found.headers["location"].startswith(f"{DESK}/truck/{passage}?")


def test_a_scanned_proof_of_place_finds_the_truck(desk, queue):
    desk.come(71, 72)
    given = give_ticket(desk.house.desk(POINT), Typed(verb=get_verb("ticket"), values={"passage": 72}))
    code = given.ticket.code
    for scanned in (code, code.lower(), f"https://otkel.example/en/truck/{code}"):
        found = post(queue, f"{DESK}/find", {"q": scanned})
        assert found.headers["location"].startswith(f"{DESK}/truck/72?"), told(found)
    forged = make_ticket(POINT, 72).code
    answer = post(queue, f"{DESK}/find", {"q": forged})
    assert (answer.status_code, "not given out here" in answer.text) == (404, True)


@pytest.mark.parametrize(
    "scanned",
    ["", " ", "?", "x" * 100_000, "\x00\x01", "<script>alert(1)</script>", "OTKEL1:", "9" * 40, "-1"],
)
def test_what_is_scanned_wrong_is_told(desk, queue, scanned):
    answer = post(queue, f"{DESK}/find", {"q": scanned})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("arrive", {"plate": "A" * 5000, "towards": "RU"}),
        ("arrive", {"plate": "123 ABC 02", "towards": "XX"}),
        ("open", {"policy": "/etc/passwd"}),
        ("call", {"trucks": "-1"}),
        ("call", {"trucks": "1e9"}),
        ("call", {"trucks": "1", "key": "x" * 500}),
        ("start", {"passage": "99999999999999999999", "stage": "exit_control"}),
        ("start", {"passage": "1", "stage": "the_moon"}),
        ("clear", {"passage": "1"}),
        ("nothing", {}),
        ("__class__", {}),
        ("world", {}),
    ],
)
def test_a_form_that_no_page_of_ours_sends_is_told(desk, verb, fields):
    desk.come(1)
    client, before = desk.browser("queue"), desk.words()
    answer = post(client, f"{DESK}/act/{verb}", {"key": "k", **fields})
    assert answer.status_code in (400, 403, 404, 409), answer.status_code
    assert desk.words() == before
    assert "root:" not in answer.text


def test_a_file_that_a_form_names_is_not_read(desk, queue):
    form = {"key": "k", "plate": "123 ABC 02", "towards": "RU", "trip": "/etc/passwd"}
    shown = follow(queue, post(queue, f"{DESK}/act/arrive", form))
    assert "root:" not in shown.text
    assert desk.words()[-1] == "arrived"


def test_words_of_evidence_never_read_a_file_of_the_machine(desk, queue, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("what nobody may know")
    desk.come(1)
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    given = {"ground": "health", "until": until, "evidence": str(secret)}
    follow(queue, tap(queue, f"{DESK}/truck/1", "exception", 1, **given))
    vault = desk.house.ledger.vehicles.vault
    vehicle = desk.house.desk(POINT).look(lambda state: state.trucks[1].vehicle)
    held = [content for _, content in vault.get_all(vehicle)]
    assert {"text": str(secret)} in held
    assert not any(one.get("kind") == "evidence" for one in held)


def test_a_long_line_is_shown_a_page_at_a_time(desk, queue):
    desk.come(*range(1, 96))
    first, last = queue.get(DESK).text, queue.get(f"{DESK}?towards=RU&page=3").text
    assert len(re.findall(r"<tr id=\"t\d+\"", first)) == 40
    assert "001 ABC 02" in first
    assert "001 ABC 02" not in last
    assert "095 ABC 02" in last
    for page in ("0", "-3", "99999999999999999999", "x", "1e3", "٣"):
        assert queue.get(f"{DESK}?page={page}").status_code == 200


def test_one_class_alone(desk, queue):
    desk.come(1, 2)
    desk.ask("arrive", plate="009 ABC 02", towards="RU", passage=9, **{"class": "perishable"})
    page = queue.get(f"{DESK}?class=perishable").text
    assert re.findall(r"<tr id=\"t(\d+)\"", page) == ["9"]
    assert queue.get(f"{DESK}?class=<script>").status_code == 200


def test_the_page_follows_its_live_part(desk, queue):
    desk.come(1)
    assert re.search(r'hx-sse:connect="/en/desk/syrym/live\?after=\d+"', queue.get(DESK).text)
    assert "towards=RU&amp;after=" in queue.get(f"{DESK}?towards=RU").text


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_each_page_is_drawn_in_each_language(desk, language):
    desk.come(1)
    desk.at_exit(1)
    head = desk.browser("head-kz")
    for part in ("", "/post", "/messages", "/truck/1"):
        assert head.get(f"/{language}/desk/syrym{part}").status_code == 200


def test_no_plate_stands_in_an_address(desk, queue):
    desk.come(1)
    page = queue.get(DESK).text
    assert "001 ABC 02" in page
    assert not re.search(r'(href|action)="[^"]*(001|ABC)', page)


def test_a_truck_that_never_was_here_is_told(desk, queue):
    assert queue.get(f"{DESK}/truck/424242").status_code == 404
    assert queue.get(f"{DESK}/truck/99999999999999999999999").status_code == 404
    assert queue.get(f"{DESK}/truck/x").status_code == 404
    assert queue.get("/en/desk/nowhere").status_code == 404
