from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.formats import kind_of, read


@pytest.mark.parametrize("kind", ["text", "html", "pdf", "row"])
@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_an_empty_file_is_said_to_be_empty(kind, data: bytes):
    with pytest.raises(SourceError, match=r"^x is empty\."):
        read(kind, data, "x")


def test_a_file_of_nothing_but_a_mark_and_blanks_holds_no_text():
    with pytest.raises(SourceError, match=r"^x holds no text\."):
        read("text", b"\xef\xbb\xbf \n", "x")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\n <!DOCTYPE html><html>", "html"),
        (b"<html lang=en>", "html"),
        (b"<?xml version='1.0'?><html>", "html"),
        (b"%PDF-1.7", "pdf"),
        (b"# Title", "text"),
        (b"<p> is a tag.", "text"),
        (b"", "text"),
    ],
)
def test_the_kind_is_told_by_the_first_bytes(data: bytes, kind: str):
    assert kind_of(data) == kind


@pytest.mark.parametrize("kind", ["text", "html", "pdf", "row"])
@given(data=st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_source_error(kind, data: bytes):
    try:
        read(kind, data, "x").text.encode()
    except SourceError as error:
        assert error.message.startswith("x ")
