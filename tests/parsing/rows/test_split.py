"""What holds for every file of several articles, and how such a file is told from others by its bytes."""

from __future__ import annotations

import time
from pathlib import PurePath

import pytest
from helpers.malformed_inputs import files
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.formats import read
from rag.parsing.rows.record import SEVERAL, Several
from rag.parsing.rows.split import declared_several, guessed_several, split

KINDS = sorted(set(SEVERAL.values()))


def read_all(kind: Several, data: bytes, name: str) -> None:
    """Splits the file and reads each article; raises where an error is no sentence about that file or article."""
    try:
        found = split(kind, data, name)
    except SourceError as error:
        assert error.message.startswith(f"{name} ")
        return
    for part in found.parts[:500]:
        try:
            read(part.kind, part.data, "It").text.encode()
        except SourceError as error:
            assert error.message.startswith("It ")


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise_anything_but_a_source_error(kind: Several, data: bytes):
    read_all(kind, data, "x")
    guessed_several(data)


@pytest.mark.parametrize("name", [name for name in files() if PurePath(name).suffix in SEVERAL])
def test_every_nasty_file_is_split_in_time_or_refused_in_a_sentence(name: str):
    begun = time.process_time()
    read_all(SEVERAL[PurePath(name).suffix], files()[name], name)
    assert time.process_time() - begun < 30


@pytest.mark.parametrize(
    ("content_type", "suffix", "data", "kind"),
    [
        ("application/json; charset=utf-8", "", b"[]", "json"),
        ("text/csv", "", b"a,b", "table"),
        ("text/plain", ".csv", b"a,b", "table"),
        ("application/octet-stream", ".jsonl", b"{}", "jsonl"),
        ("text/plain", "", b"title;text\nA;B\n", "table"),
        ("text/html", ".json", b"<html><p>Not found", None),
        ("text/html", "", b"<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>", "feed"),
        ("text/html", "", b"<html><p>Read our <rss> feed</p>", None),
        ("application/rss+xml", "", b"Warning: x in y.php\n<rss>", "feed"),
        ("application/xml", "", b"<!DOCTYPE html><html xmlns='x'>", None),
        ("application/pdf", "", b"%PDF-1.7", None),
        ("text/plain", "", b"The text, the title and the date.", None),
    ],
)
def test_the_format_of_an_answer_is_told_by_its_type_its_name_and_its_bytes(
    content_type: str, suffix: str, data: bytes, kind: str | None
):
    assert declared_several(data, content_type, suffix) == kind
