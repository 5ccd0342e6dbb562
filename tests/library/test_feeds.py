"""RSS and Atom: what an ingest makes of their entries, and what it does with a feed that it has read before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.library_builders import open_library, story, write
from helpers.news_site import NewsSite, full, news_site, page, rss

from rag.library.library import Library
from rag.loading.policy import FetchPolicy
from rag.types import Outcome

RSS = "application/rss+xml"
TEASER = "<description>The mayor was not pleased at all and said so…</description>"


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as found:
        yield found


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = open_library(tmp_path / "home")
    yield opened
    opened.close()


def ingest(library: Library, *paths: str | Path, private: bool = True, **options: object) -> list[Outcome]:
    return library.ingest(paths, policy=FetchPolicy(timeout=5, allow_private=private), **options)  # type: ignore[arg-type]


def said(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(o.status, o.article_id) for o in outcomes]


def named(site: NewsSite, path: str) -> str:
    return f"127-0-0-1-{path}"


def test_an_entry_is_its_content_or_else_its_page(site: NewsSite, library: Library):
    head = '<meta name="author" content="Joe Page">'
    site.put("/copper", page("Copper", "Chile", head))
    author, day = "<dc:creator>Ann Moss</dc:creator>", "<pubDate>Mon, 24 Nov 2025 23:30:00 -0500</pubDate>"
    feed = rss(
        f"<title>Copper &amp;amp; zinc</title><link>{site.url}/copper</link>{author}{day}{TEASER}",
        f"<title>Glass</title><link>{site.url}/glass</link>{author}{day}{full('Glass', 'Osaka')}",
    )
    url = site.put("/feed.xml", feed, RSS)
    assert said(ingest(library, url)) == [("added", named(site, "copper")), ("added", named(site, "glass"))]
    assert site.asked == ["/feed.xml", "/copper"]
    copper, glass = library.article(named(site, "copper")), library.article(named(site, "glass"))
    assert (copper.author, copper.source, copper.published) == ("Joe Page", "The Daily Post", "2025-11-24")
    assert (copper.title, copper.url, copper.origin) == ("Copper", f"{site.url}/copper", f"{site.url}/copper")
    assert (glass.title, glass.author, glass.source) == ("Glass", "Ann Moss", "The Daily Post")
    assert (glass.published, glass.url, glass.origin) == ("2025-11-24", f"{site.url}/glass", f"{site.url}/glass")
    assert glass.text == story("Glass", "Osaka").partition("\n\n")[2].strip()
    assert "not pleased" not in copper.text


def test_only_what_is_new_or_changed_is_fetched_again_and_what_the_feed_dropped_stays(site: NewsSite, library: Library):
    for subject in ("Copper", "Glass", "Tin"):
        site.put(f"/{subject}", page(subject, "Chile"))
    entries = {s: f"<title>{s}</title><link>{site.url}/{s}</link>{TEASER}" for s in ("Copper", "Glass", "Tin")}
    url = site.put("/feed", rss(entries["Copper"], entries["Glass"]), RSS)
    ingest(library, url)
    site.asked.clear()
    assert [o.status for o in ingest(library, url)] == ["unchanged", "unchanged"]
    assert site.asked == ["/feed"]
    site.put("/feed", rss(entries["Tin"], entries["Copper"].replace("not", "quite")), RSS)
    outcomes = ingest(library, url, prune=True)
    assert said(outcomes) == [("added", named(site, "tin")), ("unchanged", named(site, "copper"))]
    assert site.asked == ["/feed", "/feed", "/Tin", "/Copper"]
    assert len(library.articles()) == 3


def test_an_entry_is_the_same_article_as_its_page(site: NewsSite, library: Library):
    entry = f"<title>Copper</title><link>{site.put('/copper', page('Copper', 'Chile'))}</link>{TEASER}"
    url = site.put("/feed", rss(entry), RSS)
    ingest(library, f"{site.url}/copper")
    assert said(ingest(library, url)) == [("updated", named(site, "copper"))]  # the feed names the outlet
    assert len(library.articles()) == 1
    site.asked.clear()
    assert [o.status for o in ingest(library, url)] == ["unchanged"]
    assert site.asked == ["/feed"]


def test_an_entry_that_cannot_be_read_fails_alone(site: NewsSite, library: Library):
    url = site.put(
        "/feed",
        rss(
            f"<title>Gone</title><link>{site.url}/gone</link>{TEASER}",
            "<title>Episode 7</title><enclosure url='https://a.example/7.mp3' type='audio/mpeg' length='1'/>",
            f"<title>Glass</title><link>{site.url}/glass</link>{full('Glass', 'Osaka')}",
        ),
        RSS,
    )
    totals: list[int] = []
    outcomes = {o.detail: o.status for o in ingest(library, url, on_start=totals.append)}
    assert totals == [1, 3]
    assert outcomes == {
        "": "added",
        f"{site.url}/gone answered 404 Not Found. Check the address in a browser.": "failed",
        f"Entry 2 of {url} has neither a text nor the address of a page, only audio.": "failed",
    }


def test_a_link_into_the_private_network_is_refused_in_a_file_too(site: NewsSite, library: Library, tmp_path: Path):
    site.put("/secret", page("Copper", "Chile"))
    file = write(tmp_path / "in") / "feed.xml"
    file.write_text(rss(f"<title>A</title><link>{site.url}/secret</link>{TEASER}"))
    (outcome,) = ingest(library, file, private=False)
    assert outcome.status == "failed" and "--allow-private" in outcome.detail
    assert site.asked == []


def test_a_file_of_a_feed_never_loses_articles(library: Library, tmp_path: Path):
    file = tmp_path / "news.rss"
    entries = [f"<title>{s}</title><guid>tag:{s}</guid>{full(s, 'Chile')}" for s in ("Copper", "Glass")]
    file.write_text(rss(*entries))
    assert said(ingest(library, tmp_path / "news.rss")) == [("added", "tag-copper"), ("added", "tag-glass")]
    file.write_text(rss(entries[1]))
    assert said(ingest(library, file, prune=True)) == [("unchanged", "tag-glass")]
    assert len(library.articles()) == 2
    assert library.article("tag-copper").origin == f"{file}#tag:Copper"
    assert library.article("tag-copper").url is None


def test_a_feed_without_entries_says_so(site: NewsSite, library: Library):
    url = site.put("/feed", rss(), RSS)
    (outcome,) = ingest(library, url)
    assert (outcome.status, outcome.origin) == ("failed", url)
    assert outcome.detail == f"{url} is a feed without entries. Try again when something has been published."


@pytest.mark.parametrize("content_type", [RSS, "text/xml", "application/xml", "text/html", "text/plain", ""])
def test_a_feed_is_one_whatever_its_server_calls_it(site: NewsSite, library: Library, content_type: str):
    url = site.put("/feed", rss(f"<title>Copper</title><guid>a</guid>{full('Copper', 'Chile')}"), content_type)
    assert said(ingest(library, url)) == [("added", "a")]


@pytest.mark.parametrize("content_type", ["text/html", "application/xml", "text/xml", RSS])
def test_a_page_stays_a_page(site: NewsSite, library: Library, content_type: str):
    url = site.put("/copper", "<!DOCTYPE html>" + page("Copper", "Chile"), content_type)
    assert said(ingest(library, url)) == [("added", named(site, "copper"))]


def test_entries_that_lead_to_one_page_are_one_and_texts_of_their_own_are_not(site: NewsSite, library: Library):
    link = f"<link>{site.put('/live', page('Copper', 'Chile'))}#{{}}</link>"
    two = [f"<title>{n}</title>{link.format(n)}{TEASER}" for n in "ab"]
    url = site.put("/feed", rss(*two), RSS)
    assert said(ingest(library, url)) == [("added", named(site, "live"))]
    link = f"<link>{site.url}/ticker</link>"
    own = [f"<title>{s}</title>{link}<guid isPermaLink='false'>{s}</guid>{full(s, 'Malta')}" for s in ("Tin", "Glass")]
    url = site.put("/feed2", rss(*own), RSS)
    assert said(ingest(library, url)) == [("added", "tin"), ("added", "glass")]
    assert [o.status for o in ingest(library, url)] == ["unchanged", "unchanged"]


def test_the_same_entry_in_two_feeds_of_one_run_is_read_once(site: NewsSite, library: Library):
    entry = f"<title>Copper</title><link>{site.put('/copper', page('Copper', 'Chile'))}</link>{TEASER}"
    one, two = site.put("/1", rss(entry), RSS), site.put("/2", rss(entry), RSS)
    assert said(ingest(library, one, two)) == [("added", named(site, "copper"))]
    assert site.asked == ["/1", "/copper", "/2"]


def test_a_link_that_leads_to_another_feed_fails(site: NewsSite, library: Library):
    url = site.put(
        "/feed", rss(f"<title>A</title><link>{site.put('/other', rss('<title>B</title>'), RSS)}</link>"), RSS
    )
    (outcome,) = ingest(library, url)
    assert outcome.status == "failed" and "holds several articles" in outcome.detail


def test_articles_in_json_and_csv_at_a_url_are_articles(site: NewsSite, library: Library):
    url = site.put("/n.csv", f'id,title,text\n7,Copper,"{story("Copper", "Chile")}"\n', "text/plain")
    assert said(ingest(library, url)) == [("added", "7")]
    assert (library.article("7").url, library.article("7").origin) == (None, f"{url}#7")
