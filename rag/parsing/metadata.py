"""The record that every reader returns, and the cleaning of metadata for the catalog."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..text.characters import without_invisible
from ..text.dates import iso_date
from ..types import PageStart
from ..urls import without_login

FIELDS = ("title", "source", "author", "published", "url")


@dataclass(frozen=True)
class Reading:
    """Text and metadata of one article. `metadata` has only keys of `FIELDS`, no empty value, and ISO dates."""

    text: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    """What of its metadata was not understood, as a clause; mostly empty."""
    pages: tuple[PageStart, ...] = ()
    """Where the pages of a PDF begin in `text`, as in `Article.pages`."""


def stored(text: str) -> str:
    r"""The text as the catalog keeps it: newlines are `\n`, no byte-order mark, no NUL, no lone surrogate."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def clean_metadata(values: Mapping[str, object]) -> dict[str, str]:
    """The values that are visible, each on one line and of at most 300 characters; a URL has no limit.

    A title loses the outlet behind it: "Ferry returns - The Post". A URL is kept if its scheme is http or https,
    without user name and password.
    """
    found = {key: _one_line(value, None if key == "url" else 300) for key, value in values.items() if value is not None}
    if "published" in found:
        found["published"] = iso_date(found["published"]) or ""
    if "url" in found:
        found["url"] = _web_address(found["url"])
    if "title" in found and "source" in found:
        found["title"] = _without_outlet(found["title"], found["source"])
    return {key: value for key, value in found.items() if without_invisible(value).strip(_BLANK)}


def _without_outlet(title: str, outlet: str) -> str:
    """NewsAPI, Google News and most web pages put the outlet behind the title."""
    head = title.removesuffix(outlet).rstrip()
    return head[:-1].rstrip() if head != title and head[-1:] in tuple("-–—|·") and len(head) > 2 else title


def date_remark(values: Mapping[str, object]) -> str:
    """A clause about a `published` that is no date, or an ambiguous one; empty if there is none or it is understood."""
    written = _one_line(values.get("published") or "", 60)
    return f"its published {written!r} is no clear date" if written and not iso_date(written) else ""


_BLANK = " \u00a0\u115f\u1160\u2800\u3164\uffa0"
"""Characters without a glyph; some of them are letters to Unicode."""


def table_row(cells: Iterable[str]) -> str:
    """A row of a table, as every reader stores it: a line `| a | b |`."""
    return f"| {' | '.join(cells)} |"


def _one_line(value: object, limit: int | None) -> str:
    words = " ".join(
        re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", " ", stored(str(value))).split()
    )
    return words if limit is None or len(words) <= limit else words[:limit].rsplit(" ", 1)[0] + "…"


def _web_address(written: str) -> str:
    if not re.fullmatch(r"(?i)https?://[^\s<>\"\\^`{|}]+", written):
        return ""
    return without_login(written)


@contextmanager
def quiet(*loggers: str) -> Iterator[None]:
    """Suppresses log records and warnings of these libraries."""
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
