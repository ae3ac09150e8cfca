"""The fleet in a browser: a workbook in, the answer out, a message copied; also by keyboard and in print."""

from urllib.parse import unquote

from tests.browser.looking import axe, no_console_errors, no_sideways_scroll, shot


def send_template(page, site, folder, language="en"):
    page.goto(f"{site.address}/{language}/fleet")
    with page.expect_download() as download:
        page.click('a[href$="/fleet/template"]')
    file = folder / "fleet.xlsx"
    download.value.save_as(file)
    page.set_input_files("#file", file)
    page.click("form button >> nth=0")
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
        page.click("button[formaction]")
    text = (tmp_path / "out.csv", download.value.save_as(tmp_path / "out.csv"))[0].read_text("utf-8-sig")
    assert text.count("\n") == 1 + 2 * 3


def test_it_prints_without_the_form(opened, site, tmp_path):
    page = opened("wide")
    send_template(page, site, tmp_path)
    page.emulate_media(media="print")
    assert page.locator("form.fleet-form").is_hidden()
    assert page.locator("table.matrix").is_visible()
