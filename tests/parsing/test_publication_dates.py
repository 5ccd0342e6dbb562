from __future__ import annotations

import json
import time

import pytest

from rag.parsing.formats import read
from rag.parsing.publication_dates import date_in_line, dateline, masthead_date, printed_date

PROSE = "The ferry to the outer islands was cancelled on Monday because of a storm, the operator said."


def published(head: str = "", top: str = "", body: str = f"<p>{PROSE}</p>", after: str = "") -> str | None:
    page = f"<html><head><title>Ferry cancelled - Post</title>{head}</head><body>"
    page += f"<article><h1>Ferry cancelled</h1>{top}{body}</article>{after}</body></html>"
    return read("html", page.encode(), "x.html").metadata.get("published")


def linked(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


NEWS = {"@type": "NewsArticle", "headline": "Ferry cancelled", "datePublished": "2024-02-05T23:10:00-08:00"}


@pytest.mark.parametrize(
    "nodes",
    [
        [NEWS],
        [
            [
                {"@type": "Organization", "foundingDate": "1990-01-01"},
                {**NEWS, "@type": ["Thing", "ReportageNewsArticle"]},
            ]
        ],
        [{"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"}, {**NEWS, "@type": "schema:BlogPosting"}]}],
        [{"@type": "WebPage", "datePublished": "2020-01-01", "mainEntity": NEWS}],
        [{**NEWS, "dateModified": "2024-03-01", "comment": [{"@type": "Comment", "datePublished": "2024-02-09"}]}],
        [{**NEWS, "isPartOf": {"@type": "Article", "datePublished": "2019-01-01"}}],
        [{"@type": "Article", "headline": "Bridge shut", "datePublished": "2023-01-01"}, NEWS],
        [{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2022-01-01"}]}, NEWS],
    ],
)
def test_linked_data_gives_the_day_of_the_article_itself(nodes: list[object]):
    assert published(linked(*nodes)) == "2024-02-05"


@pytest.mark.parametrize(
    "nodes",
    [
        [{"@type": "WebPage", "datePublished": "2020-01-01"}],
        [{"@type": "NewsArticle", "dateModified": "2024-03-01"}],
        [{"@type": "NewsArticle", "datePublished": "05/02/2024"}],
        [{"@type": "NewsArticle", "datePublished": "2024-03-01"}, {"@type": "Article", "datePublished": "2024-03-02"}],
        [{"@type": "NewsArticle", "headline": "Ferry cancelled"}, {"@type": "Article", "datePublished": "2024-03-02"}],
        [{"@type": "Organization", "datePublished": "2020-01-01"}],
        ["no object", 3, None, {"@type": {"@type": "NewsArticle"}, "datePublished": "2020-01-01"}],
    ],
)
def test_linked_data_of_something_else_or_without_a_clear_day_gives_none(nodes: list[object]):
    assert published(linked(*nodes)) is None


def test_linked_data_that_is_damaged_or_in_a_comment_does_not_stop_the_page():
    assert published('<script type="application/ld+json">{"@type": "NewsArticle", </script>') is None
    commented = f'<script type="application/ld+json">\n<!--\n{json.dumps(NEWS)}\n--></script>'
    assert published(commented) == "2024-02-05"
    assert published(f'<script type="application/ld+json">{"[" * 100_000}</script>') is None


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta name="DC.Date.Issued" content="2024-02-05">', "2024-02-05"),
        ('<meta property="article:published_time" content="Mon, 05 Feb 2024 23:10:00 -0800">', "2024-02-05"),
        ('<meta name="article:published_time" content="Mon, 02/05/2024 - 9:00">', "2024-02-05"),
        ('<meta property="article:published_time" content="02/05/2024">', None),
        ('<meta name="date" content="2024-02-07"><meta name="dc.date" content="2024-02-05">', "2024-02-05"),
        ('<meta property="article:modified_time" content="2024-02-07">', None),
        ('<meta name="last-modified" content="2024-02-07"><meta name="expires" content="2030-01-01">', None),
        ('<meta property="og:video:release_date" content="2024-02-07">', None),
        ('<meta name="pubdate" content="5. Februar 2024">', "2024-02-05"),
    ],
)
def test_meta_elements_give_the_day_of_publication(head: str, day: str | None):
    assert published(head) == day


@pytest.mark.parametrize(
    ("top", "after", "day"),
    [
        ('<time itemprop="datePublished" datetime="2024-02-05T09:00">Monday</time>', "", "2024-02-05"),
        ('<span property="schema:datePublished" content="2024-02-05">Monday</span>', "", "2024-02-05"),
        (
            "",
            '<div itemscope itemtype="https://schema.org/Comment"><b itemprop="datePublished">2024-02-05</b></div>',
            None,
        ),
        (
            "",
            '<aside itemscope itemtype="https://schema.org/Article"><b itemprop="datePublished">2024-02-05</b></aside>',
            None,
        ),
        ('<time pubdate datetime="2024-02-05">Monday</time>', "", "2024-02-05"),
        ('<p class="byline">By Ann Moss | 5 February 2024 | 3 min</p>', "", "2024-02-05"),
        ('<div class="meta"><span class="date">05.02.2024, 9:00 Uhr</span></div>', "", "2024-02-05"),
        ('<time class="entry-date published updated" datetime="2024-02-05">x</time>', "", "2024-02-05"),
        ('<p>Updated: <time datetime="2024-02-07">7 Feb</time></p>', "", None),
        ("<p>Updated 7 February 2024</p>", "", None),
        (
            '<p>Published <time datetime="2024-02-05">5</time> Updated <time datetime="2024-02-07">7</time></p>',
            "",
            "2024-02-05",
        ),
        ('<div class="related-stories"><time datetime="2024-02-01">1 Feb</time> Old</div>', "", None),
        ("<p>02/05/2024</p>", "", None),
        ('<time datetime="2024-02-01">1</time><time datetime="2024-02-02">2</time>', "", None),
        ("", '<footer>2024-02-01</footer><time datetime="2024-02-02">2</time>', None),
    ],
)
def test_the_page_gives_the_day_where_it_is_marked_or_below_the_headline(top: str, after: str, day: str | None):
    assert published("", top, after=after) == day


def test_the_dateline_of_the_first_paragraph_gives_the_day():
    assert published(body=f"<p>OSLO, 5 February 2024 – {PROSE}</p>") == "2024-02-05"
    assert published(body=f"<p>{PROSE} It began in Oslo, 5 February 2024 – a Monday.</p>") is None


@pytest.mark.soak
def test_a_deep_or_broad_page_is_searched_in_linear_time():
    started = time.process_time()
    published(top="<span>" * 200 + "x" + "</span>" * 200 + "<i>5 February 2024 or later</i>" * 3000)
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: 25/02/2024 10:30", "2024-02-25"),
        ("Veröffentlicht am 5. Februar 2024 um 10:30 Uhr", "2024-02-05"),
        ("Mo., 05.02.2024, 10:30 Uhr", "2024-02-05"),
        ("By Ann Moss, 5 February 2024", "2024-02-05"),
        ("HARBOUR POST – 5 February 2024", "2024-02-05"),
        ("5 February 2024 was a Monday", None),
        ("5 February 2024 – 7 February 2024", None),
        ("Last modified on Mon 5 Feb 2024 10.30 GMT", None),
        ("1707120000", None),
        ("05/02/2024", None),
        ("x" * 5000 + " 5 February 2024", None),
    ],
)
def test_a_line_that_is_a_date_and_no_more(line: str, day: str | None):
    assert date_in_line(line) == day


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("OSLO, 5 February 2024 – The ferry", "2024-02-05"),
        ("NEW YORK, Feb. 5, 2024 (AP) - The ferry", "2024-02-05"),
        ("WASHINGTON, D.C., February 5, 2024 /Wire/ -- The ferry", "2024-02-05"),
        ("Aix-en-Provence – 5 février 2024 – Le", "2024-02-05"),
        ("OSLO, February 5 (AP) - The ferry", None),
        ("On Monday, 5 February 2024 – a day before", None),
        ("The talks in Oslo on Monday, 5 February 2024 - their third", None),
        ("A-" * 80, None),
    ],
)
def test_a_dateline_is_a_place_and_a_day_with_its_year(start: str, day: str | None):
    assert dateline(start) == day


def test_the_day_stands_below_the_headline_not_above_it_or_in_the_text():
    assert printed_date("Ministry of Ports\nOslo, 5 February 2024\nPress release") == "2024-02-05"
    assert printed_date("Ministry of Ports\n5 February 2024, Oslo\nPress release") == "2024-02-05"
    assert printed_date("Ministry of Ports\nFebruary 5, 2024, New York, NY\nPress release") == "2024-02-05"
    assert printed_date("05.02.2024, 17:20\nFerry cancelled\nThe ferry is cancelled, they said.") is None
    wrapped = (
        "The ferry to the outer islands was cancelled on the\nday of the storm which began, as all will remember, on\n"
    )
    assert printed_date(f"Ferry cancelled\n{wrapped}the morning of\n5 February 2024\nand ended soon.") is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("THE COURIER — Tuesday, 17 June 2025", "2025-06-17"),
        ("Halden, Tuesday 17 June 2025 · No. 140 · 2.80 euros", "2025-06-17"),
        ("Nr. 140 | Dienstag, 17. Juni 2025 | Lokales", "2025-06-17"),
        ("11/29/26, 11:57 AM", None),
        ("Vol. 12, No. 3, June 2025", None),
        ("May 5 ways to win", None),
    ],
)
def test_a_newspaper_gives_its_day_in_words_at_its_head_and_a_browser_that_of_printing(line: str, day: str | None):
    assert masthead_date([line, "Sport"]) == day
    assert masthead_date([line, "Wednesday, 18 June 2025"]) in (None, "2025-06-18")
