"""A row: one article as a JSON object, to text and metadata; and the keys of other programs for its fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import unescape
from typing import Any

from ...errors import SourceError
from ...text.paragraphs import FRONT_KEYS
from ..html.page import read_html
from ..metadata import FIELDS, Reading, clean_metadata, date_remark, stored
from ..plain_text import front_matter_values

EXAMPLE = 'Each line is one article: {"text": "…", "title": "…"}.'
NEEDED = (
    "An article needs a text (text, body, content, article or fulltext); title, source, author, published, url and id "
    "may stand beside it."
)
_MORE_KEYS = {
    "text": "text body content article fulltext articletext articlebody bodytext contenttext contenthtml maintext "
    "plaintext volltext inhalt texte contenu corps texto contenido cuerpo",
    "title": "heading subject titel überschrift schlagzeile titre título titulo titular betreff objet asunto",
    "source": "newspaper medianame pubtitle sourcedomain quelle medium zeitung journal média fuente medio periódico",
    "author": "writer creator autor autorin autoren verfasser auteur auteurs autora autores",
    "published": "publicationdate datepublished datepublish publishedon created datum erscheinungsdatum veröffentlicht "
    "veröffentlichtam publié datedepublication fecha fechadepublicación publicado",
    "url": "href weburl documenturl webadresse lien enlace",
    "id": "id",
}
"""Newspaper archives, spreadsheets and programs write these, in English, German, French and Spanish."""


@lru_cache(maxsize=1000)
def _plain(key: str) -> str:
    return re.sub(r"[\s_-]", "", key.removeprefix("\ufeff").casefold())


_KEYS = {key: tuple(dict.fromkeys((*FRONT_KEYS.get(key, ()), *more.split()))) for key, more in _MORE_KEYS.items()}
_PLAIN_KEYS = {_plain(name): key for key, names in reversed(_KEYS.items()) for name in names}
_RANK = {_plain(name): n for names in _KEYS.values() for n, name in enumerate(names)}
_NESTED = ("rendered", "name", "main", "original", "$date")
"""Where WordPress, NewsAPI and schema.org, the New York Times, and mongoexport have a field's value."""

_BLOCK = re.compile(
    r"\s*<(?:!doctype html|!--|/"
    r"|(?:article|blockquote|body|center|div|figure|h[1-6]|head|html|main|ol|p|section|table|ul)\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    rf"^{_BLOCK.pattern}|(?<![`\"'“‘(])<(a|b|blockquote|em|h[1-6]|i|li|p|span|strong)(?:\s[^<>]*)?>[^<>`]*</\1>|<br\s*/?>",
    re.IGNORECASE,
)
_REMAINDER = re.compile(r"\s{0,3}\[\+\d{1,9} chars\]\s{0,3}$")
"""How NewsAPI tells what it has left out."""
_BREAK = re.compile(r"\n\s*\n|(?:<br\s*/?>\s*){2,}", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} |[-*+] |\d+\. |```|> |\|)", re.MULTILINE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_ESCAPED_TAG = re.compile(r"\s*&lt;(?:!doctype|article|div|h[1-6]|html|p)\b", re.IGNORECASE)


def field_of(key: str) -> str | None:
    """The field of a row that a column or key of that name holds: `Date published` -> `published`."""
    return _PLAIN_KEYS.get(_plain(key))


def by_field(keys: Iterable[str]) -> dict[str, list[str]]:
    """Each field of a row with the keys that may hold it, the best first."""
    found: dict[str, list[str]] = {}
    for key in sorted(keys, key=lambda key: _RANK.get(_plain(key), 0)):
        if name := field_of(key):
            found.setdefault(name, []).append(key)
    return found


def fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row, whatever its program calls them. A `text` is there only if it is one."""
    found: dict[str, Any] = {}
    for name, keys in by_field(row).items():
        values = [(key, _value(row[key], name)) for key in keys]
        if name == "text":
            found |= next(({name: v} for _, v in values if isinstance(v, str) and v.strip()), {})
            continue
        told = [v for key, v in values if v not in (None, "") and (key == name or isinstance(v, str | int | float))]
        found |= {name: told[0]} if told else {}
    return found


def _value(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return next((value[key] for key in _NESTED if key in value), value)
    if name == "author" and isinstance(value, int | float):
        return None  # the number of a user of WordPress
    if isinstance(value, list) and name == "author":
        names = [_value(item, "") for item in value]
        return ", ".join(map(str, names)) if all(isinstance(item, str) for item in names) else value
    return value


def parse_row(line: bytes, name: str) -> dict[str, Any]:
    """The `fields` of a row. Raises `SourceError`; only its `text` is checked."""
    try:
        row = json.loads(line.decode("utf-8"), parse_constant=lambda _: None)  # pandas writes NaN for an empty field
    except (ValueError, RecursionError):
        raise SourceError(f"{name} is not JSON.") from None
    if not isinstance(row, dict):
        raise SourceError(f"{name} is not a JSON object.", EXAMPLE)
    if "text" not in (found := fields(row)):
        raise SourceError(f"{name} has no `text`.", EXAMPLE)
    return found


def read_row(data: bytes, name: str) -> Reading:
    row = parse_row(data, name)
    given = {key: row[key] for key in FIELDS if key in row}
    if wrong := next((key for key, value in given.items() if not isinstance(value, str | int | float)), None):
        raise SourceError(f"{name} has a `{wrong}` that is not text.")
    reading = _read_text(_REMAINDER.sub("", stored(row["text"])), name)
    given = {key: value if key == "url" else _unescaped(str(value)) for key, value in given.items()}
    metadata = {**reading.metadata, **clean_metadata(given)}
    return Reading(reading.text, metadata, "" if "published" in metadata else date_remark(given) or reading.remark)


def _read_text(text: str, name: str) -> Reading:
    """A text with HTML's elements is read as a page; one with its entities only gets their characters."""
    text = unescape(text) if _ESCAPED_TAG.match(text) else text
    page = _page(text)
    if page is not None:
        return read_html(page.encode("utf-8"), name, fragment="<body" not in page.lower())
    values = front_matter_values(text)
    return Reading(_unescaped(text), clean_metadata(values), date_remark(values))


def _page(text: str) -> str | None:
    """The text as HTML, its bare paragraphs in elements; None if it is none, or Markdown with a few elements in it."""
    if not _MARKUP.search(text):
        return None
    paragraphs = [part for part in _BREAK.split(text) if part.strip()]
    if 2 * sum(bool(_BLOCK.match(part)) for part in paragraphs) > len(paragraphs):
        return text
    return None if _MARKDOWN.search(text) else "".join(f"<p>{part}</p>" for part in paragraphs)


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda match: unescape(match[0]), text)
