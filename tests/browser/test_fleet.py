"""The fleet in a browser: a workbook in, the answer out, a message copied; also by keyboard and in print."""

from urllib.parse import unquote

from pypdf import PdfReader

from tests.browser.looking import axe, no_console_errors, no_sideways_scroll, shot


def send_template(page, site, folder, language="en"):
    page.goto(f"{site.address}/{language}/fleet")
    with page.expect_download() as download:
        page.click('a[href$="/fleet/template"]')
    file = folder / "fleet.xlsx"
    download.value.save_as(file)
    page.set_input_files("#file", file)
    page.click("form.fleet-form button >> nth=0")
    page.wait_for_selector("#answer")


def test_the_template_comes_back_as_an_answer_on_a_phone(opened, site, tmp_path):
    page = opened("phone")
    send_template(page, site, tmp_path)
    no_sideways_scroll(page)
    axe(page)
    shot(page, "fleet-phone")
    assert page.locator("table.days tbody tr").count() == 3
    assert page.locator("table.matrix tbody tr").count() == 4
    no_console_errors(page)


def test_a_message_is_copied_or_written_as_a_letter(opened, site, tmp_path):
    page = opened("wide", permissions=["clipboard-read", "clipboard-write"])
    send_template(page, site, tmp_path)
    page.click(".lacks details summary >> nth=0")
    message = page.inner_text(".lacks .message >> nth=0")
    page.click("[data-copy] >> nth=0")
    page.wait_for_function("() => document.querySelector('[data-copy]').textContent.startsWith('✓')")
    assert page.evaluate("navigator.clipboard.readText()") == message
    letter = page.get_attribute('.lacks a[href^="mailto:"] >> nth=0', "href")
    assert message[:40] in unquote(letter)


def test_the_table_comes_as_a_file(opened, site, tmp_path):
    page = opened("wide")
    send_template(page, site, tmp_path)
    page.set_input_files("#file", tmp_path / "fleet.xlsx")
    with page.expect_download() as download:
        page.click('button[formaction$="/table"]')
    text = (tmp_path / "out.csv", download.value.save_as(tmp_path / "out.csv"))[0].read_text("utf-8-sig")
    assert text.count("\n") == 1 + 2 * 3


def test_it_prints_without_the_form(opened, site, tmp_path):
    page = opened("wide")
    send_template(page, site, tmp_path)
    page.emulate_media(media="print")
    assert page.locator("form.fleet-form").is_hidden()
    assert page.locator("table.matrix").is_visible()


def chosen(page):
    """Give the names of the files that the form would send."""
    return page.eval_on_selector("#file", "one => [...one.files].map(file => file.name)")


def test_the_workbook_stays_in_the_browser_and_is_sent_only_when_asked(opened, site, tmp_path):
    page, sent = opened("phone"), []
    send_template(page, site, tmp_path)
    page.context.on("request", lambda one: sent.append(one) if one.method != "GET" else None)
    page.goto(f"{site.address}/ru/fleet")
    page.wait_for_function("() => document.getElementById('file').files.length === 1")
    assert page.inner_text("[data-kept-name]") == "fleet.xlsx"
    page.reload()
    page.wait_for_selector("[data-kept]:not([hidden])")
    assert chosen(page) == ["fleet.xlsx"]
    no_sideways_scroll(page)
    axe(page)
    shot(page, "fleet-kept-phone")
    assert sent == []
    page.click("form.fleet-form button >> nth=0")
    page.wait_for_selector("#answer")
    assert [one.method for one in sent] == ["POST"]
    no_console_errors(page)


def test_paper_and_table_are_made_of_the_workbook_that_was_kept(opened, site, tmp_path):
    page = opened("wide")
    send_template(page, site, tmp_path)
    page.wait_for_selector("[data-kept]:not([hidden])")
    with page.expect_download() as download:
        page.click('button[formaction$="/pdf"]')
    pages = PdfReader(download.value.path()).pages
    assert "Driver C" in pages[0].extract_text()
    assert "Simulated" in pages[0].extract_text()
    with page.expect_download() as download:
        page.click('button[formaction$="/table"]')
    assert download.value.suggested_filename == "otkel-fleet.csv"


def test_what_was_kept_is_forgotten_by_a_button_and_the_rule_is_kept_with_it(opened, site, tmp_path):
    page = opened("wide")
    send_template(page, site, tmp_path)
    page.goto(f"{site.address}/en/fleet")
    page.wait_for_selector("[data-kept]:not([hidden])")
    page.select_option("#rule", "kz")
    page.wait_for_timeout(300)
    page.reload()
    page.wait_for_selector("[data-kept]:not([hidden])")
    assert page.input_value("#rule") == "kz"
    page.focus("[data-forget]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-kept][hidden]", state="attached")
    assert chosen(page) == []
    page.reload()
    page.wait_for_timeout(300)
    assert chosen(page) == []
    assert page.locator("[data-kept]").is_hidden()
    page.click("form.fleet-form button >> nth=0")
    assert page.locator("#answer").count() == 0


def test_a_file_that_is_sent_at_once_is_kept_all_the_same(opened, site, tmp_path):
    page = opened("wide")
    send_template(page, site, tmp_path)
    (tmp_path / "other.xlsx").write_bytes((tmp_path / "fleet.xlsx").read_bytes())
    page.goto(f"{site.address}/en/fleet")
    page.wait_for_selector("[data-kept]:not([hidden])")
    page.set_input_files("#file", tmp_path / "other.xlsx")
    page.evaluate("document.querySelector('form.fleet-form button').click()")
    page.wait_for_selector("#answer")
    page.wait_for_selector("[data-kept]:not([hidden])")
    assert chosen(page) == ["other.xlsx"]
