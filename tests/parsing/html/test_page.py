from __future__ import annotations

import time
from contextlib import suppress

import pytest

from rag.errors import SourceError
from rag.parsing.formats import read

HEAD = """<head><title>Bridge to Be Rebuilt | Courier</title><meta property="og:site_name" content="Valley Courier">
<meta name="author" content="Maria Lopez"><meta property="article:published_time" content="2025-06-08T10:00:00Z">
<link rel="canonical" href="https://courier.example/bridge"></head>"""
NAV = '<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>'
BODY = """<article><h1>Bridge to Be Rebuilt</h1>
<p>The council agreed on Tuesday to rebuild the old bridge over the river.</p>
<p>Work starts in October &amp; costs four million euros, the mayor told reporters.</p></article>
<footer>About us</footer>"""
PAGE = f"<!doctype html><html>{HEAD}<body>{NAV}{BODY}</body></html>"
NEWS = "The council agreed on Tuesday to pay 310 million pounds for the old copper mine."


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


@pytest.mark.parametrize("declared", ["punycode", "idna", "unicode_escape", "utf-7", "zlib"])
def test_a_page_cannot_name_an_encoding_that_takes_minutes(declared: str):
    page = PAGE.replace("<head>", f'<head><meta charset="{declared}">').encode() + b"<p>K\xf6ln -" + b"a" * 300_000
    started = time.process_time()
    assert "The council agreed on Tuesday" in read("html", page, "x.html").text
    assert time.process_time() - started < 5


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


def test_reading_a_page_without_an_article_logs_nothing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    with pytest.raises(SourceError):
        read("html", b"<html></html>", "x")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("piece", ["<p>x", "<form>x", "<b hidden>x</b>text "])
def test_a_page_of_many_elements_is_done_with_in_time_and_one_of_more_is_refused_in_a_sentence(piece: str):
    article = f"<article><h1>The mine</h1><p>{NEWS}</p><p>{NEWS}</p>{piece * 12_000}</article>"
    page = f"<html><body>{article}</body></html>".encode()
    begun = time.process_time()
    with suppress(SourceError):  # without the second opinion, what stands beside open forms is no article
        read("html", page, "many.html")
    with pytest.raises(SourceError, match=r"^huge.html has \d+ elements; 60000 are read at most.$"):
        read("html", page.replace(b"</article>", piece.encode() * 60_000), "huge.html")
    assert time.process_time() - begun < 15
