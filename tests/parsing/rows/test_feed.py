"""Feeds of all kinds to entries: whole texts and teasers, links, dates, names, encodings and damaged XML."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from helpers.news_site import rss
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.formats import read
from rag.parsing.rows.feed import split_feed
from rag.parsing.rows.feed_xml import MAX_ENTRIES
from rag.parsing.rows.record import Part
from rag.parsing.rows.split import guessed_several

BASE = "https://paper.example/feeds/all.xml"
LINK = "<link>https://paper.example/a</link>"
XHTML = "http://www.w3.org/1999/xhtml"
LONG = "The council met on Tuesday and agreed to rebuild the bridge over the river before winter. " * 12


def parts(feed: str | bytes, base: str = BASE) -> list[Part]:
    return list(split_feed(feed if isinstance(feed, bytes) else feed.encode(), "x.xml", base).parts)


def row(feed: str | bytes, base: str = BASE) -> dict[str, Any]:
    (part,) = parts(feed, base)
    return {**json.loads(part.data), "link": part.link, "whole": part.is_whole}


def atom(entry: str, attributes: str = "", head: str = "<title>Paper</title>") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{head}<entry>{entry}</entry></feed>'


# The text


@pytest.mark.parametrize(
    ("inside", "whole"),
    [
        ("<content:encoded><![CDATA[<p>The port is shut. It opens on Monday.</p>]]></content:encoded>", True),
        ("<content:encoded>&lt;p&gt;It is shut.&lt;/p&gt;</content:encoded><description>Shut.</description>", True),
        ("<description>Shut…</description><content:encoded>It is shut. It opens on Monday.</content:encoded>", True),
        ("<description>The port is shut. It opens on Monday.</description>", False),
        (f"<description>{LONG}</description>", True),
        (f"<description>{LONG} And so on…</description>", False),
        ("<content:encoded>&lt;p&gt;The port is shut […]&lt;/p&gt;</content:encoded>", False),
        ("<content:encoded>&lt;p>It is &amp;hellip; &lt;a>Continue reading&lt;/a>&lt;/p></content:encoded>", False),
        ("<content:encoded>Der Hafen ist zu. [&lt;a>mehr&lt;/a>]</content:encoded>", False),
        ("<description>The port is shut.</description><content:encoded>The port is shut.</content:encoded>", False),
        ("<description>Shut.</description><media:content><media:description>A long picture.</media:description>"
         "</media:content>", False),
        ("<content:encoded>&lt;img src='x'></content:encoded><description>Shut.</description>", False),
        ("<content:encoded>&lt;p>Picture: the port&lt;/p></content:encoded><description>Shut.</description>", False),
    ],
)  # fmt: skip
def test_a_content_or_a_long_description_is_the_text_and_a_teaser_is_not(inside: str, whole: bool):
    assert row(rss(f"<title>A</title>{LINK}{inside}"))["whole"] is whole


def test_a_teaser_is_all_there_is_where_no_link_leads_on():
    found = row(rss("<title>A</title><guid>7</guid><description>The port is shut…</description>"))
    assert (found["text"], found["link"], found["whole"]) == ("The port is shut…", "", True)


def test_the_last_line_of_wordpress_is_no_text():
    last = "<p>The post <a>Port shut</a> appeared first on <a>Paper</a>.</p>"
    content = f"<p>The post office is shut.</p><p>It opens soon.</p>{last}"
    found = row(rss(f"{LINK}<content:encoded><![CDATA[{content}]]></content:encoded>"))
    assert found["text"] == "<p>The post office is shut.</p><p>It opens soon.</p>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('<content type="html">&lt;p>The port is &lt;b>shut&lt;/b>.&lt;/p></content>', "The port is shut."),
        (f'<content type="xhtml"><div xmlns="{XHTML}"><p>The port is <b>shut</b>.</p></div></content>',
         "The port is shut."),
        ('<content type="text">The port is shut &amp; a &lt; b holds.</content>', "The port is shut & a < b holds."),
        ("<content>The port is shut at 5 &lt; 6.</content>", "The port is shut at 5 < 6."),
    ],
)  # fmt: skip
def test_the_content_of_atom_may_be_html_xhtml_or_text(content: str, text: str):
    (part,) = parts(atom(f"<title>A</title><link href='/a'/>{content}"))
    assert part.is_whole and read("row", part.data, "Entry 1").text.strip() == text


# Metadata


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Port &amp; mayor", "Port & mayor"),
        ("Port &amp;amp; mayor", "Port & mayor"),
        ("A &lt;b&gt;bold&lt;/b&gt; move", "A bold move"),
        ("<![CDATA[A <i>new</i> port &#8211; at last]]>", "A new port – at last"),
        ("\n  Port\n  shut ", "Port shut"),
        ("If a &lt; b, then", "If a < b, then"),
    ],
)
def test_a_title_is_plain(written: str, title: str):
    assert row(rss(f"<title>{written}</title>{LINK}"))["title"] == title


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("<pubDate>Mon, 24 Nov 2025 23:30:00 -0500</pubDate>", "2025-11-24"),
        ("<pubDate>24 Nov 25 08:00 GMT</pubDate>", "2025-11-24"),
        ("<pubDate>2025-11-24 08:00:00</pubDate>", "2025-11-24"),
        ("<dc:date>2025-11-24T08:00:00+01:00</dc:date>", "2025-11-24"),
        ("<pubDate>Mo, 24 Nov 2025 08:00:00 +0100</pubDate>", "2025-11-24"),
        ("<pubDate>soon</pubDate>", None),
        ("", None),
    ],
)
def test_dates_of_all_kinds_are_days(written: str, day: str | None):
    (part,) = parts(rss(f"<title>A</title><guid>1</guid>{written}<description>The port is shut.</description>"))
    assert read("row", part.data, "Entry 1").metadata.get("published") == day


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("<dc:creator>Ann Moss</dc:creator>", "Ann Moss"),
        ("<author>ann@paper.example (Ann Moss)</author>", "Ann Moss"),
        ("<author>ann@paper.example</author>", None),
        ("<author>Ann Moss &lt;ann@paper.example></author>", "Ann Moss"),
        ("", None),
    ],
)
def test_an_author_is_a_name(written: str, author: str | None):
    assert row(rss(f"<title>A</title>{LINK}{written}")).get("author") in (author, "" if author is None else author)


def test_the_authors_of_atom_are_all_named_and_the_feeds_own_stands_in():
    two = "<author><name>Ann Moss</name></author><author><name>Joe Roe</name></author>"
    feed = "<title>Paper</title><author><name>The Desk</name></author>"
    assert row(atom(f"<title>A</title><link href='/a'/>{two}", head=feed))["author"] == "Ann Moss, Joe Roe"
    assert row(atom("<title>A</title><link href='/a'/>", head=feed))["author"] == "The Desk"
    outlet = "<title>Paper</title><author><name>Paper</name></author>"
    assert row(atom("<title>A</title><link href='/a'/>", head=outlet))["author"] == ""


def test_the_outlet_is_the_feed_or_whom_it_quotes():
    assert row(rss(f"<title>A</title>{LINK}"))["source"] == "The Daily Post"
    assert row(rss(f"<title>A</title>{LINK}<source url='https://o.example/f'>Other</source>"))["source"] == "Other"


# Links


@pytest.mark.parametrize(
    ("entry", "base", "link"),
    [
        ("<link>/b?id=1#c</link>", BASE, "https://paper.example/b?id=1"),
        ("<link>b</link>", BASE, "https://paper.example/feeds/b"),
        ("<link>/b</link>", "", "https://home.example/b"),
        ("<guid>https://paper.example/g</guid>", BASE, "https://paper.example/g"),
        ("<guid>https://paper.example/g</guid><link>https://paper.example/l</link>", BASE, "https://paper.example/l"),
        ("<guid>12345</guid>", BASE, ""),
        ("<link>https://paper.example/b?utm_source=rss&amp;id=3&amp;utm_medium=x</link>", BASE,
         "https://paper.example/b?id=3"),
        ("<link>https://paper.example/</link>", BASE, ""),
        ("<link>https://paper.example/b?token=secret</link>", BASE, ""),
        ("<link>javascript:alert(1)</link>", BASE, ""),
        ("<link>file:///etc/passwd</link>", BASE, ""),
        ("<link>http://[</link>", BASE, ""),
    ],
)  # fmt: skip
def test_a_link_is_the_address_of_a_page(entry: str, base: str, link: str):
    (part,) = parts(rss(f"<title>A</title>{entry}", head="<title>P</title><link>https://home.example/</link>"), base)
    assert part.link == link


def test_links_are_relative_to_xml_base():
    assert (
        row(atom("<title>A</title><link href='a'/>", 'xml:base="https://b.example/c/"'))["link"]
        == "https://b.example/c/a"
    )


def test_an_entry_without_text_and_link_says_what_it_has_instead():
    (part,) = parts(rss("<title>A</title><enclosure url='https://a.example/1.mp3' type='audio/mpeg' length='1'/>"))
    assert part.fault == "has neither a text nor the address of a page, only audio"


# The XML


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "windows-1252", "utf-16", "koi8-r"])
def test_a_feed_in_its_own_encoding_is_read(encoding: str):
    title = "Погода" if encoding == "koi8-r" else "Köln"
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    item = f"<item><title>{title}</title>{LINK}</item>"
    feed = f'<?xml version="1.0" encoding="{declared}"?><rss><channel>{item}</channel></rss>'
    assert row(feed.encode(encoding))["title"] == title


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<title>Smith & Sons</title>", "Smith & Sons"),
        ("<title>Smith &nbsp;&amp; Sons&eacute;</title>", "Smith & Sonsé"),
        ("<title>Up by <5 per cent</title>", "Up by <5 per cent"),
        ("<title>Port\x0b shut</title>", "Port shut"),
        ("<title>Port shut</title><description>Cut o", "Port shut"),
        ("<title>Port shut</title><unknown:thing>x</unknown:thing>", "Port shut"),
    ],
)
def test_a_feed_that_is_not_well_formed_is_read(inside: str, title: str):
    assert row(f"\n Warning: PHP\n<rss><channel><title>P</title><item>{LINK}{inside}")["title"] == title


def test_a_prefix_that_the_feed_forgot_to_declare_is_known():
    found = row(
        f"<rss><channel><item>{LINK}<dc:creator>Ann</dc:creator><content:encoded>It is shut.</content:encoded></item>"
    )
    assert (found["author"], found["text"]) == ("Ann", "It is shut.")


@pytest.mark.parametrize("feed", ["<rss version='2.0'><channel><item/></channel></rss>", "<rss/>", "<rss", "<feed"])
def test_a_feed_without_anything_is_refused_in_a_sentence(feed: str):
    try:
        assert all(part.fault for part in parts(feed))
    except SourceError as error:
        assert error.message.startswith("x.xml ") and error.hint


@pytest.mark.parametrize("text", ["<?xml version='1.0'?><urlset/>", "<html><p>&lt;rss></html>", "A text about <rss>."])
def test_other_xml_and_texts_are_no_feed(text: str):
    assert guessed_several(text.encode()) is None


def test_entities_are_not_expanded_and_nothing_is_read_for_them():
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 12))
    feed = f'<!DOCTYPE rss [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
    found = row(f"{feed}<rss><channel><item><title>A&e11;&f;B</title>{LINK}</item></channel></rss>")
    assert len(found["title"]) < 20 and "root" not in found["title"]


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 100_000,
        "<item>" * 100_000,
        "&lt;" * 400_000,
        "<" * 400_000,
        "<![CDATA[" * 100_000,
        "<x " + " ".join(f'a{n}="1"' for n in range(40_000)) + "/>",
        "".join(f'<x{n}:a xmlns:x{n}="u{n}"/>' for n in range(20_000)),
        "<item><title>" + "&x;" * 200_000 + "</title></item>",
        "<item><description>" + "<p>a" * 60_000,
        "<item/>" * (MAX_ENTRIES + 1),
    ],
)
def test_a_feed_that_is_made_to_be_slow_is_not(inside: str):
    started = time.monotonic()
    try:
        parts(f'<rss version="2.0"><channel>{inside}</channel></rss>')
    except SourceError as error:
        assert error.message.startswith("x.xml ")
    assert time.monotonic() - started < 20


@given(st.text(max_size=300) | st.lists(st.sampled_from(
    ["<item>", "</item>", "<title>", "</title>", "<link>", "<![CDATA[", "]]>", "&", "&#x110000;", "<!--", "<guid ", "x"]
)).map("".join))  # fmt: skip
def test_no_feed_raises_anything_but_a_source_error(inside: str):
    try:
        found = split_feed(f"<rss><channel>{inside}".encode(), "x.xml", BASE)
        assert all(json.loads(part.data) for part in found.parts if not part.fault)
    except SourceError as error:
        assert error.message.startswith("x.xml ")
