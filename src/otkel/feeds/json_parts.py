"""A JSON document as the same kind of tree that XML is read into, so that one account serves both.

A mapping with `content` is a value with its supplements, as UN/CEFACT writes them: the content becomes the
text, the rest its attributes. A list becomes several parts of one name.
"""

from __future__ import annotations

from typing import Any

from otkel.feeds.tree import Tree
from otkel.feeds.xml_tree import Element


def as_element(name: str, tree: Tree) -> Element:
    """Give the root of a tree; its depth is bounded by how JSON is read."""
    return _element(name, tree.data, "", tree)


def _element(name: str, data: Any, path: str, tree: Tree) -> Element:
    element = Element(name, tree.lines.get(path, 1))
    if not isinstance(data, dict):
        element.text = _text(data)
        return element
    is_value = "content" in data and not isinstance(data["content"], (dict, list))
    for key, value in data.items():
        at = f"{path}.{key}" if path else key
        if is_value and not isinstance(value, (dict, list)):
            if key == "content":
                element.text = _text(value)
            elif value is not None:
                element.attributes[key] = _text(value)
        elif isinstance(value, list):
            element.children += [_element(key, one, f"{at}[{i}]", tree) for i, one in enumerate(_flat(value))]
        else:
            element.children.append(_element(key, value, at, tree))
    return element


def _flat(values: list[Any]) -> list[Any]:
    """Give a list in which lists inside lists are taken apart; no form has them."""
    return [one for value in values for one in (_flat(value) if isinstance(value, list) else [value])]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""
