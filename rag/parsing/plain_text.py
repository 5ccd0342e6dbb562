"""Plain text and Markdown, with YAML front matter, to text and metadata."""

from __future__ import annotations

from typing import Any

from ..text.paragraphs import front_matter
from .encoding import decode
from .metadata import Reading, clean_metadata, stored


def read_text(data: bytes, name: str) -> Reading:
    text = stored(decode(data, name))
    return Reading(text, clean_metadata(front_matter_values(text)))


FIELD_NAMES = {
    "title": ("title", "headline"),
    "source": ("source", "outlet", "publisher", "publication", "site", "sitename"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "pubdate", "published_at", "publishdate", "publish_date", "published_date"),
    "url": ("url", "link", "canonical", "canonical_url"),
}
"""Each field, and the names in small letters that others give it, the best first."""


def front_matter_values(text: str) -> dict[str, str]:
    import yaml

    span = front_matter(text)
    if span is None:
        return {}
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    block = text[: span.end].split("\n", 1)[1].rsplit("\n", 1)[0]
    try:  # nodes, not values: no object is constructed, and `title: No` stays a text
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=loader)):
            return {}
        node = yaml.compose(block, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    values = {k.value.casefold(): _scalar(v) for k, v in node.value} if isinstance(node, yaml.MappingNode) else {}
    found = {
        key: next((values[name] for name in names if values.get(name)), None) for key, names in FIELD_NAMES.items()
    }
    return {key: value for key, value in found.items() if value}


def _scalar(node: Any) -> str | None:
    if isinstance(node.value, str):
        return None if node.tag.endswith(":null") else node.value
    parts = [part.value for part in node.value if isinstance(getattr(part, "value", None), str)]
    return ", ".join(parts) or None
