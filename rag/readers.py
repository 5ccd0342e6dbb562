"""Bytes of one format -> text and what they say about themselves. What the libraries raise and log stays in here."""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from . import layers, painted
from .decoding import decode, text_encoding
from .errors import SourceError
from .text.characters import without_invisible
from .text.dates import iso_date
from .text.paragraphs import front_matter, is_sentence
from .visible import drop_unseen

READER_VERSION = "3"
"""Goes up when a reader would make another text or other metadata of the same bytes: then unchanged sources are read again."""

Kind = Literal["text", "html", "pdf", "row"]
KINDS: Mapping[str, Kind] = {".txt": "text", ".md": "text", ".html": "html", ".htm": "html", ".pdf": "pdf"}
FIELDS = ("title", "source", "author", "published", "url")
MAX_PAGES = 3000
MAX_ELEMENTS = 60_000
"""Of a page: what takes its article out of it compares them with one another, and a million would take it hours."""
MANY_ELEMENTS = 8_000
"""Above so many no second opinion is asked for, which takes time by their square: two minutes for thirty thousand."""


@dataclass(frozen=True)
class Reading:
    """What a file holds. `metadata` has keys of `FIELDS` alone, no empty value, and dates as ISO dates."""

    text: str
    metadata: Mapping[str, str] = field(default_factory=dict)


def kind_of(data: bytes) -> Kind:
    """The format by the first bytes, for what has no telling name: a URL, standard input."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    is_html = start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        start.startswith((b"<?xml", b"<!--")) and b"<html" in start
    )
    return "html" if is_html else "text"


def read(kind: Kind, data: bytes, name: str) -> Reading:
    """Raises `SourceError`, with `name` as its subject, for what holds no article."""
    if not data.strip():
        raise SourceError(f"{name} is empty.")
    reading = {"text": _read_text, "html": _read_html, "pdf": _read_pdf, "row": _read_row}[kind](data, name)
    if not reading.text.strip():
        raise SourceError(f"{name} holds no text.")
    return reading


def stored(text: str) -> str:
    r"""The text as it is kept for ever: newlines are `\n`, no byte-order mark, no NUL and no lone surrogate; otherwise unchanged."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def clean_metadata(values: Mapping[str, object]) -> dict[str, str]:
    """The values that show something, each on one line and at most 300 characters long (a URL: as long as it is).

    A URL is one of the web, without a name and password; what else a page may call its address is none.
    """
    found = {key: _one_line(value, None if key == "url" else 300) for key, value in values.items() if value is not None}
    if "published" in found:
        found["published"] = iso_date(found["published"]) or ""
    if "url" in found:
        found["url"] = _web_address(found["url"])
    return {key: value for key, value in found.items() if without_invisible(value).strip(_BLANK)}


_BLANK = " \u00a0\u115f\u1160\u2800\u3164\uffa0"
"""What shows nothing, letters among them."""


def _one_line(value: object, limit: int | None) -> str:
    words = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", " ", stored(str(value))).split())
    return words if limit is None or len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + "…"


def _web_address(written: str) -> str:
    if not re.fullmatch(r"(?i)https?://[^\s<>\"\\^`{|}]+", written):
        return ""
    return re.sub(r"(://)[^/?#]*@", r"\1", written)


# Plain text


def _read_text(data: bytes, name: str) -> Reading:
    text = stored(decode(data, name))
    return Reading(text, clean_metadata(_front_matter_values(text)))


_FRONT_KEYS = {
    "title": ("title", "headline"),
    "source": ("source", "outlet", "publisher", "publication", "site", "sitename"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "pubdate", "published_at", "publishdate", "published_date"),
    "url": ("url", "link", "canonical", "canonical_url"),
}


def _front_matter_values(text: str) -> dict[str, str]:
    import yaml

    span = front_matter(text)
    if span is None:
        return {}
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    block = text[: span.end].split("\n", 1)[1].rsplit("\n", 1)[0]
    try:  # nodes, not values: nothing is constructed, and `title: No` stays what it says
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=loader)):
            return {}
        node = yaml.compose(block, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    values = {k.value.casefold(): _scalar(v) for k, v in node.value} if isinstance(node, yaml.MappingNode) else {}
    found = {key: next((values[name] for name in names if values.get(name)), None) for key, names in _FRONT_KEYS.items()}
    return {key: value for key, value in found.items() if value}


def _scalar(node: Any) -> str | None:
    if isinstance(node.value, str):
        return None if node.tag.endswith(":null") else node.value
    parts = [part.value for part in node.value if isinstance(getattr(part, "value", None), str)]
    return ", ".join(parts) or None


# HTML, PDF, JSONL

_CHARSET = re.compile(rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


_HUGE_TAG = re.compile(r"<[^<>]{50000,}>")
"""A picture within the page, or one of thousands of attributes, which take the parser time by their square."""


def _read_html(data: bytes, name: str) -> Reading:
    with quiet("trafilatura", "htmldate", "courlan", "charset_normalizer", "justext", "readability"):
        try:
            found = _extract(_decode_html(data, name), name)
        except SourceError:
            raise
        except Exception:  # whatever lxml and its friends raise on a page made to break them
            found = None
    # Paragraphs get a blank line between them: on one line each, they could be taken for hard-wrapped lines.
    text = "" if found is None else stored("\n\n".join(line for line in (found.text or "").split("\n") if line.strip()))
    if found is None or not any(is_sentence(line.strip()) for line in text.split("\n")):
        raise SourceError(f"{name} holds no article: no sentence is left without its menus.", "Give the page of one article.")
    values = {"title": found.title, "source": found.sitename, "author": found.author, "published": found.date, "url": found.url}
    return Reading(text, clean_metadata(values))


def _extract(html: str, name: str) -> Any:
    from trafilatura import bare_extraction, load_html

    dates = {"extensive_search": False, "original_date": True}  # a guessed date is worse than none
    html = _HUGE_TAG.sub("", html)
    if "<html" not in html[:10_000].lower():
        html = f"<html>{html}"  # whoever wrote the page may leave the tag out; trafilatura then takes it for no page
    if (tree := load_html(html)) is None:
        return None
    if (number := sum(1 for _ in tree.iter())) > MAX_ELEMENTS:
        raise SourceError(f"{name} has {number} elements; {MAX_ELEMENTS} are read at most.", "Save its text as a .txt file.")
    drop_unseen(tree)
    # What a script holds is for machines; of JSON-LD, the metadata has been taken when this is pruned.
    return bare_extraction(
        tree,
        fast=number > MANY_ELEMENTS,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=dates,
        prune_xpath="//script",
    )


def _decode_html(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4096])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    encoding = text_encoding(declared[1].decode("ascii", errors="replace")) if declared else None
    return data.decode(encoding, errors="replace") if encoding else decode(data, name)


_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)|untitled|slide \d|document\d*$|.*\.(?:docx?|indd|pdf|tex|pptx?|rtf|odt|qxd)$)", re.IGNORECASE
)


def _read_pdf(data: bytes, name: str) -> Reading:
    with quiet("pypdf"):
        try:
            text, values = _extract_pdf(data, name)
        except SourceError:
            raise
        except Exception:  # pypdf lets KeyError, RecursionError and more through on a damaged file
            raise SourceError(f"{name} is damaged or not a PDF.", "Open it in a viewer and print it to a new PDF.") from None
    if not text.strip():
        raise SourceError(f"{name} holds no text, perhaps only scanned pages.", "Run OCR on it first, for example with ocrmypdf.")
    return Reading(text, values)


def _extract_pdf(data: bytes, name: str) -> tuple[str, dict[str, str]]:
    from io import BytesIO

    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not _opens_without_password(reader):
        raise SourceError(f"{name} is encrypted.", "Save a copy without a password.")
    if len(reader.pages) > MAX_PAGES:
        raise SourceError(f"{name} has {len(reader.pages)} pages; {MAX_PAGES} are read at most.", "Split it.")
    hidden = layers.hidden_layers(reader.root_object)
    text = stored("\n\n".join(painted.text_of(page, hidden).strip() for page in reader.pages))
    about: Mapping[str, Any] = reader.metadata or {}
    title = str(about.get("/Title") or "")
    values = {"title": None if _NO_TITLE.match(title) else title, "author": about.get("/Author"), "published": about.get("/CreationDate")}
    return text, clean_metadata(values)


def _opens_without_password(reader: Any) -> bool:
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def parse_row(line: bytes, name: str) -> dict[str, Any]:
    """The object on one line of a JSONL file. Raises `SourceError`; does not look into it."""
    try:
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise SourceError(f"{name} is not JSON.") from None
    if not isinstance(row, dict):
        raise SourceError(f"{name} is not a JSON object.", 'Each line is one article: {"text": "…", "title": "…"}.')
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        raise SourceError(f"{name} has no `text`.", 'Each line is one article: {"text": "…", "title": "…"}.')
    return row


def _read_row(data: bytes, name: str) -> Reading:
    row = parse_row(data, name)
    given = {key: row[key] for key in FIELDS if row.get(key) is not None}
    if wrong := next((key for key, value in given.items() if not isinstance(value, str | int | float)), None):
        raise SourceError(f"{name} has a `{wrong}` that is not text.")
    text = stored(row["text"])
    return Reading(text, clean_metadata(_front_matter_values(text)) | clean_metadata(given))


@contextmanager
def quiet(*loggers: str) -> Iterator[None]:
    """No log record and no warning of these libraries gets out."""
    found = [logging.getLogger(name) for name in loggers]
    levels = [logger.level for logger in found]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in found:
            logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for logger, level in zip(found, levels, strict=True):
                logger.setLevel(level)
