"""The examples of the API: every operation has one, each is as described, and a site answers like it."""

import importlib.util
import re
from pathlib import Path

import jsonschema
import pytest

from otkel.app.site.house import opened_house
from otkel.web.api_examples import list_examples
from tests.web.site import opened_site

TOOL = Path(__file__).parents[2] / "tools" / "api_examples.py"
FOLLOW = "/api/v1/events/follow"


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("site")) as (client, _):
        yield client.get("/api/v1/openapi.json").json()


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Give what a site answers to each example now, by operation: the first answer."""
    spec = importlib.util.spec_from_file_location("api_examples", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    found = {}
    with opened_house(f"sqlite:///{tmp_path_factory.mktemp('played')}/otkel.db") as house:
        for one, answer in tool.play(house):
            assert answer.status_code < 300, (one.path, answer.text)
            found.setdefault((one.method, one.path), (one, answer))
    return found


def operations(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def contents(described):
    """Give each example of the description with its schema, by where it stands."""
    for method, path, operation in operations(described):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{method} {path} sent {kind}", kind, content
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                yield f"{method} {path} {status} {kind}", kind, content


def examples_of(content):
    many = [one["value"] for one in content.get("examples", {}).values()]
    return [content["example"], *many] if "example" in content else many


def check(described, schema, value):
    whole = {**schema, "components": described["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


def test_every_operation_and_every_answer_has_an_example(described):
    missing = [where for where, _, content in contents(described) if not examples_of(content)]
    assert missing == []
    shown = {(one.method, one.path) for one in list_examples()}
    assert shown == {(method, path) for method, path, _ in operations(described)}


def test_every_example_is_as_its_schema_says(described):
    count = 0
    for where, kind, content in contents(described):
        for value in examples_of(content) if kind.endswith("json") and "ndjson" not in kind else ():
            try:
                check(described, content["schema"], value)
            except jsonschema.ValidationError as error:
                raise AssertionError(f"{where}: {error.message}") from None
            count += 1
    assert count > 500


def test_every_parameter_that_must_be_named_has_an_example(described):
    for method, path, operation in operations(described):
        for one in operation.get("parameters", ()):
            if one["required"]:
                assert "example" in one, f"{method} {path} {one['name']}"
                check(described, {"anyOf": [one["schema"]]}, one["example"])


def test_a_site_answers_as_the_examples_say(described, played):
    for one in list_examples():
        if one.path == FOLLOW:
            continue  # it does not end; what it sends are the events of a page
        _, answer = played[one.method, one.path]
        assert answer.status_code == one.status, one.path
        operation = described["paths"][one.path][one.method.lower()]
        content = operation["responses"][str(one.status)].get("content", {})
        if not content:
            assert answer.content == b""
            continue
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind in content, one.path
        if isinstance(one.answer, dict):
            assert set(answer.json()) == set(one.answer), one.path
        if kind == "application/json":
            check(described, content[kind]["schema"], answer.json())


def test_no_example_holds_a_key():
    text = str([one.answer for one in list_examples() if not one.path.endswith(("/ticket", "/webhooks"))])
    assert not re.search(r"otkel-[\w-]{40}", text)
