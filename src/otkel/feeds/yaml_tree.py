"""YAML as plain text values: every scalar stays as typed, so codes keep their zeros.

Anchors, aliases, tags and a second document are refused; none is needed to describe a trip.
"""

from __future__ import annotations

from typing import Any

import yaml

from otkel.feeds.tree import Tree, TreeBuilder
from otkel.phrases import Phrase, phrase

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def read_yaml_tree(text: str, file: str | None) -> Tree:
    """Read one YAML document. Raises InputError with the line of what spoils it."""
    builder = TreeBuilder(file)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise builder.refuse(
                        phrase("a second document begins here"),
                        phrase("put each trip into its own file"),
                        line,
                    )
            else:
                _take(builder, event, line)
    except yaml.YAMLError as error:
        raise builder.refuse(*_broken(error), _line(error)) from error
    return builder.finish()


def _take(builder: TreeBuilder, event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.NodeEvent):
        _refuse_magic(builder, event, line)
    if isinstance(event, yaml.ScalarEvent):
        plain = event.style in (None, "") and not builder.wants_key
        builder.value(None if plain and event.value in _NOTHING else event.value, line)
    elif isinstance(event, yaml.MappingStartEvent):
        builder.open({}, line)
    elif isinstance(event, yaml.SequenceStartEvent):
        builder.open([], line)
    elif isinstance(event, yaml.CollectionEndEvent):
        builder.close()


def _refuse_magic(builder: TreeBuilder, event: yaml.NodeEvent, line: int) -> None:
    if event.anchor is not None:
        raise builder.refuse(
            phrase("an anchor or alias (& or *) stands here"),
            phrase("write the value out; put text that begins with & or * in quotation marks"),
            line,
        )
    if getattr(event, "tag", None) is not None:
        raise builder.refuse(
            phrase("a tag (!) stands here"),
            phrase("leave the tag out; put text that begins with ! in quotation marks"),
            line,
        )


def _broken(error: yaml.YAMLError) -> tuple[Phrase, Phrase]:
    problem = str(getattr(error, "problem", None) or "")
    if "\\t" in problem or "tab" in problem:
        return phrase("a tab stands where YAML wants spaces"), phrase(
            "put spaces at the beginning of the line"
        )
    if isinstance(error, yaml.reader.ReaderError) or "control char" in problem:
        return phrase("a character stands here that YAML does not allow"), phrase("delete it")
    return (
        phrase("the file is not right YAML here"),
        phrase("check indents, colons and quotation marks on this line and the one above"),
    )


def _line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark is not None else 1
