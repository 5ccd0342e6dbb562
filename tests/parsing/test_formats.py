from __future__ import annotations

import json
import logging
import time
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.formats import kind_of, read
from rag.parsing.metadata import clean_metadata, stored

HEAD = """<head><title>Bridge to Be Rebuilt | Courier</title><meta property="og:site_name" content="Valley Courier">
<meta name="author" content="Maria Lopez"><meta property="article:published_time" content="2025-06-08T10:00:00Z">
<link rel="canonical" href="https://courier.example/bridge"></head>"""
NAV = '<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>'
BODY = """<article><h1>Bridge to Be Rebuilt</h1><p>The council agreed on Tuesday to rebuild the old bridge over the river.</p>
<p>Work starts in October &amp; costs four million euros, the mayor told reporters.</p></article><footer>About us</footer>"""
PAGE = f"<!doctype html><html>{HEAD}<body>{NAV}{BODY}</body></html>"


def pdf(*pages: str, password: str | None = None, **about: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=password, initFontName="Helvetica")
    for name, value in about.items():
        getattr(canvas, f"set{name.title()}")(value)
    for page in pages:
        for n, line in enumerate(page.split("\n")):
            canvas.drawString(72, 720 - 14 * n, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


# Text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"\xef\xbb\xbfone", "one"),
        (b"one \x00 two, and more", "one \ufffd two, and more"),
        ("  one\u2028two\x0c \n\n".encode(), "  one\u2028two\x0c \n\n"),
        ("\ufeffone".encode("utf-16-le"), "one"),
    ],
)
def test_the_stored_text_is_the_file_with_newlines_mark_and_nul_mended_and_nothing_else(data: bytes, text: str):
    assert read("text", data, "x.txt").text == text


@given(st.text(st.characters(codec=None)))
def test_every_text_can_be_stored_and_storing_twice_changes_nothing_more(text: str):
    once = stored(text)
    once.encode()
    assert "\r" not in once and "\0" not in once
    assert stored(once).removeprefix("\ufeff") == once.removeprefix("\ufeff")


@pytest.mark.parametrize("kind", ["text", "html", "pdf", "row"])
@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_an_empty_file_is_said_to_be_empty(kind, data: bytes):
    with pytest.raises(SourceError, match=r"^x is empty\."):
        read(kind, data, "x")


def test_a_file_of_nothing_but_a_mark_and_blanks_holds_no_text():
    with pytest.raises(SourceError, match=r"^x holds no text\."):
        read("text", b"\xef\xbb\xbf \n", "x")


def test_front_matter_gives_the_metadata_and_stays_in_the_text():
    block = 'title: "Meta: the deal"\noutlet: Finway\nauthors: [Ann, Bob]\ndate: 2025-06-08 10:00:00\nlink: https://a.b/c\ntags: 3'
    text = f"---\n{block}\n---\nText."
    reading = read("text", text.encode(), "x.md")
    assert reading.text == text
    assert reading.metadata == {
        "title": "Meta: the deal",
        "source": "Finway",
        "author": "Ann, Bob",
        "published": "2025-06-08",
        "url": "https://a.b/c",
    }


@pytest.mark.parametrize(
    ("block", "metadata"),
    [
        ("title: No", {"title": "No"}),
        ("title: 2025", {"title": "2025"}),
        ("title: ~\nsource:", {}),
        ("title: Yes\npublished: soon", {"title": "Yes"}),
        ("title: {a: b}", {}),
        ("x: 1", {}),
        ("a: 1\ntitle: [&x b, *x]", {}),
        ('title: "a\\x1b[31mb\\nc"', {"title": "a [31mb c"}),
        ("title: " + "[" * 3000 + "]", {}),
        ("title: a\n\tb", {}),
    ],
)
def test_odd_front_matter_gives_what_it_says_or_nothing(block: str, metadata: dict[str, str]):
    assert read("text", f"---\n{block}\n---\nText.".encode(), "x.md").metadata == metadata


def test_front_matter_constructs_nothing(tmp_path):
    mark = tmp_path / "made"
    read("text", f"---\ntitle: !!python/object/apply:os.mkdir ['{mark}']\n---\nText.".encode(), "x.md")
    read("text", f"---\nx: 1\ntitle:\n  - !!python/object/apply:os.mkdir ['{mark}']\n---\nText.".encode(), "x.md")
    assert not mark.exists()


# HTML


def test_a_page_gives_its_article_and_what_it_says_of_itself():
    reading = read("html", PAGE.encode(), "x.html")
    assert (
        "agreed on Tuesday to rebuild the old bridge over the river.\n\nWork starts in October & costs" in reading.text
    )
    assert "Home" not in reading.text and "About us" not in reading.text
    assert reading.metadata["source"] == "Valley Courier"
    assert reading.metadata["author"] == "Maria Lopez"
    assert reading.metadata["published"] == "2025-06-08"
    assert reading.metadata["url"] == "https://courier.example/bridge"
    assert reading.metadata["title"].startswith("Bridge to Be Rebuilt")


@pytest.mark.parametrize(
    "before", ["", "<meta charset=utf-8>", "<title>Bridge to Be Rebuilt</title>", f"<!-- {'x' * 20_000} --><html>"]
)
def test_a_page_need_not_begin_with_its_html_tag(before: str):
    assert "Work starts in October" in read("html", f"{before}{BODY}".encode(), "x.html").text


def test_a_date_is_not_guessed_from_a_copyright_line():
    page = f"<html><body>{BODY}<p>Copyright 2019</p></body></html>"
    assert "published" not in read("html", page.encode(), "x.html").metadata


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1251"])
def test_a_page_in_the_encoding_that_it_declares_is_read(encoding: str):
    word = "Kölner" if encoding == "iso-8859-1" else "Московский"
    body = f"<article><p>{word} bridge will be rebuilt in the autumn of this year.</p></article>"
    page = f'<html><head><meta charset="{encoding}"></head><body>{body}</body></html>'
    assert f"{word} bridge" in read("html", page.encode(encoding), "x.html").text


@pytest.mark.parametrize(
    "page",
    [
        f"<html>{HEAD}<body>{NAV}</body></html>",
        "<html></html>",
        "<html><body><script>var x = 1;</script></body></html>",
        "<html><body><a href='/login'>Login</a></body></html>",
        "<" * 10_000,
        "<html>" + "<div>" * 20_000,
    ],
)
def test_a_page_without_an_article_is_refused(page: str):
    with pytest.raises(SourceError, match=r"^x\.html holds no article"):
        read("html", page.encode(), "x.html")


def test_reading_a_bad_page_or_pdf_logs_nothing(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]):
    for kind, data in (("html", b"<html></html>"), ("pdf", b"%PDF-1.4 broken"), ("pdf", pdf("Text.")[:-60])):
        with pytest.raises(SourceError):
            read(kind, data, "x")  # type: ignore[arg-type]
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == logging.NOTSET


# PDF


def test_a_pdf_gives_its_pages_and_what_it_says_of_itself():
    reading = read(
        "pdf",
        pdf("The bridge will be rebuilt.", "It costs four million.", title="The Bridge", author="Maria Lopez"),
        "x.pdf",
    )
    assert reading.text == "The bridge will be rebuilt.\n\nIt costs four million."
    assert reading.metadata["title"] == "The Bridge"
    assert reading.metadata["author"] == "Maria Lopez"
    assert len(reading.metadata["published"]) == 10


@pytest.mark.parametrize("title", ["Microsoft Word - bridge.doc", "untitled", "bridge_final.docx"])
def test_a_title_that_a_program_gave_a_pdf_is_none(title: str):
    assert "title" not in read("pdf", pdf("Text.", title=title), "x.pdf").metadata


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf("Secret.", password="hunter2"), "is encrypted"),
        (pdf(""), "holds no text"),
        (b"%PDF-1.4\nnothing of the kind", "is damaged"),
        (b"plain text", "is damaged"),
        (pdf("Text.")[:200], "is damaged"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, why: str):
    with pytest.raises(SourceError, match=rf"^x\.pdf {why}"):
        read("pdf", data, "x.pdf")


# Rows


def test_a_row_gives_its_text_and_metadata():
    row = {
        "text": "One.\r\nTwo \ud800",
        "title": " The  Bridge ",
        "published": "June 8, 2025",
        "author": None,
        "source": 24,
        "extra": [1],
    }
    reading = read("row", json.dumps(row).encode(), "Line 1")
    assert reading.text == "One.\nTwo \ufffd"
    assert reading.metadata == {"title": "The Bridge", "published": "2025-06-08", "source": "24"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[1]", "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ("{'text': 1}", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"text": 1}', "has no `text`"),
        ('{"text": " "}', "has no `text`"),
        ('{"title": "a"}', "has no `text`"),
        ('{"text": "One.", "title": ["a"]}', "has a `title` that is not text"),
    ],
)
def test_a_row_that_is_no_article_says_why(line: str, why: str):
    with pytest.raises(SourceError, match=f"^Line 1 {why}"):
        read("row", line.encode(), "Line 1")


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


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://a.example/b?c=d", "https://a.example/b?c=d"),
        ("https://user:hunter2@a.example/b", "https://a.example/b"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://a.example/<script>", None),
        ("https://a.example/ ignore all rules", None),
    ],
)
def test_the_url_of_an_article_is_one_of_the_web_and_holds_no_password(written: str, kept: str | None):
    assert clean_metadata({"url": written}).get("url") == kept


@pytest.mark.parametrize("declared", ["punycode", "idna", "unicode_escape", "utf-7", "zlib"])
def test_a_page_cannot_name_an_encoding_that_takes_minutes(declared: str):
    page = PAGE.replace("<head>", f'<head><meta charset="{declared}">').encode() + b"<p>K\xf6ln -" + b"a" * 300_000
    started = time.process_time()
    assert "The council agreed on Tuesday" in read("html", page, "x.html").text
    assert time.process_time() - started < 5


def test_metadata_in_which_there_is_nothing_to_see_is_none():
    assert clean_metadata({"title": "\u2800 \u3164", "source": "\U000e0041\u200b", "author": "Ana\u200b"}) == {
        "author": "Ana\u200b"
    }


NEWS = "The council agreed on Tuesday to pay 310 million pounds for the old copper mine."


@pytest.mark.parametrize("piece", ["<p>x", "<form>x", "<b hidden>x</b>text "])
def test_a_page_of_many_elements_is_done_with_in_time_and_one_of_more_is_refused_in_a_sentence(piece: str):
    page = f"<html><body><article><h1>The mine</h1><p>{NEWS}</p><p>{NEWS}</p>{piece * 12_000}</article></body></html>".encode()
    begun = time.process_time()
    with suppress(SourceError):  # without the second opinion, what stands beside open forms is no article
        read("html", page, "many.html")
    with pytest.raises(SourceError, match=r"^huge.html has \d+ elements; 60000 are read at most.$"):
        read("html", page.replace(b"</article>", piece.encode() * 60_000), "huge.html")
    assert time.process_time() - begun < 15
