"""CSV and TSV to rows."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from ...errors import SourceError, listed
from ..encoding import decode
from .article import NEEDED, by_field
from .record import NoArticles, Part, Parts

_SEPARATORS = (",", ";", "\t", "|")
_EXCEL = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""A first line that Excel reads and does not show."""
_NOTHING = frozenset({"", "nan", "null", "none", "n/a", "#n/a", r"\n", "nat", "<na>"})
"""What databases, pandas and Excel write for an empty cell, in lower case."""
_DIALECTS: Sequence[dict[str, Any]] = (
    {"strict": True},
    {"strict": True, "escapechar": "\\", "doublequote": False},  # MySQL and Spark
    {"strict": False},
)
"""A quotation mark within a text is written twice, or after a backslash, or as if it were none."""

_UNQUOTED = "has more cells than the header: a text with a separator in it needs quotation marks"


def split_table(data: bytes, name: str) -> Parts:
    """The rows of a table with a header. Raises `NoArticles` where no column is an article's text.

    A row's number is a spreadsheet's: the header is row 1.
    """
    text = decode(data, name).removeprefix("\ufeff")
    if told := _EXCEL.match(text):
        text = text[told.end() :]
    csv.field_size_limit(2**31 - 1)  # of the whole process; its default is shorter than a long article
    separator = _separator(text, told[1] if told else None)
    records = _records(text, separator, name)
    header = records[0] if records else []
    keys = by_field(dict.fromkeys(header))
    if "text" not in keys:
        raise _no_text(header, name)
    columns = {column for several in keys.values() for column in several}
    return Parts("Row", tuple(_parts(records, separator, columns)))


def is_table(data: bytes) -> bool:
    """Whether the first line is a header with the text and another field of an article, and a row is below it."""
    try:
        top = decode(data[:20_000].rpartition(b"\n")[0] or data, "")
    except SourceError:
        return False
    line, _, below = top.removeprefix("\ufeff").lstrip().partition("\n")
    keys = by_field(_header(line, separator := _separator(line, None)))
    is_row = below[:1].strip() != "" and separator in below[:10_000]
    return len(line) < 2000 and "text" in keys and len(keys) > 1 and is_row


def _no_text(header: list[str], name: str) -> SourceError:
    columns = [cell.strip()[:40] for cell in header if cell.strip()]
    if not columns:
        return SourceError(f"{name} is empty.")
    return NoArticles(f"{name} has no column for the text; its columns are {listed(columns, 12)}.", NEEDED)


def _header(text: str, separator: str) -> list[str]:
    """The cells of the first record that is not empty."""
    try:
        return next((row for row in csv.reader(StringIO(text, newline=""), delimiter=separator) if any(row)), [])
    except csv.Error:
        return []


def _separator(text: str, told: str | None) -> str:
    """That of the header: the one that finds the most fields of an article in it, then the most columns."""
    if told in _SEPARATORS:
        return str(told)
    top = text[:100_000]
    return max(_SEPARATORS, key=lambda mark: (len(by_field(found := _header(top, mark))), len(found)))


def _records(text: str, separator: str, name: str) -> list[list[str]]:
    for dialect in _DIALECTS:
        try:
            found = list(csv.reader(StringIO(text, newline=""), delimiter=separator, **dialect))
        except csv.Error:
            continue
        while found and not any(cell.strip() for cell in found[0]):
            del found[0]
        return found
    raise SourceError(f"{name} cannot be read as a table.", "Save it as CSV again, with the texts in quotation marks.")


def _parts(records: list[list[str]], separator: str, columns: set[str]) -> Iterator[Part]:
    header = records[0]
    for number, cells in enumerate(records[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(header) == 1:  # nobody quotes the commas of a single column
            cells = [separator.join(cells)]
        pairs = zip(header, cells, strict=False)
        row = {key: cell for key, cell in pairs if key in columns and cell.strip().casefold() not in _NOTHING}
        is_broken = any(cell.strip() for cell in cells[len(header) :])
        yield Part(number, json.dumps(row).encode(), fault=_UNQUOTED if is_broken else "")
