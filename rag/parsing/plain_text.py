"""Plain text and Markdown, with YAML front matter, to text and metadata."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..text.paragraphs import FRONT_KEYS, front_matter
from .encoding import decode
from .metadata import Reading, clean_metadata, date_remark, stored


def read_text(data: bytes, name: str) -> Reading:
    text = stored(decode(data, name))
    values = front_matter_values(text)
    return Reading(text, clean_metadata(values), date_remark(values))


def front_matter_values(text: str) -> dict[str, str]:
    """The fields of the front matter. Where YAML refuses it, each entry is read on its own, at worst as plain text."""
    span = front_matter(text)
    if span is None:
        return {}
    lines = text[: span.end].split("\n")[1:-1]
    values = _mapping("\n".join(lines))
    if values is None:
        values = {}
        for entry in _entries(lines):
            found = _mapping("\n".join(entry))
            values |= _plain(entry[0]) if found is None else found
    fields = {
        key: next((values[name] for name in names if values.get(name)), None) for key, names in FRONT_KEYS.items()
    }
    return {key: value for key, value in fields.items() if value}


def _mapping(block: str) -> dict[str, str | None] | None:
    """The keys and values of a YAML mapping; None where it is not YAML."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:  # nodes, not values: no object is constructed, and `title: No` stays a text
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=loader)):
            return {}
        node = yaml.compose(block, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(node, yaml.MappingNode):
        return None
    return {k.value.casefold(): _scalar(v) for k, v in node.value if isinstance(k.value, str)}


def _entries(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each key: its own, and the indented lines and list items below it."""
    entries: list[list[str]] = []
    for line in lines:
        if re.match(r"[\w\"'][^:]*:", line):
            entries.append([line])
        elif entries and line.strip():
            entries[-1].append(line)
    return entries


def _plain(line: str) -> dict[str, str | None]:
    key, _, value = line.partition(":")
    value = re.sub(r"""^(["'])(.*)\1$""", r"\2", value.strip())
    return {key.strip().strip("\"'").casefold(): value if any(map(str.isalnum, value)) else None}


def _scalar(node: Any) -> str | None:
    if isinstance(node.value, str):
        return None if node.tag.endswith(":null") else node.value
    parts = [part.value for part in node.value if isinstance(getattr(part, "value", None), str)]
    return ", ".join(parts) or None
