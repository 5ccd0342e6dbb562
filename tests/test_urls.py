from __future__ import annotations

import pytest

from rag.urls import DatabaseURL, article_address, masked, without_credentials, without_login, without_trackers


@pytest.mark.parametrize(
    ("url", "login", "credentials", "mask"),
    [
        ("https://host/a", "https://host/a", "https://host/a", "https://host/a"),
        ("https://me:hunter2@host/a?k=v#p", "https://host/a?k=v#p", "https://host/a", "https://…@host/a?…"),
        ("https://me@host:hunter2@host", "https://host", "https://host", "https://…@host"),
        ("https://host/a?to=you@host", "https://host/a?to=you@host", "https://host/a", "https://…@host"),
    ],
)
def test_a_url_loses_its_name_and_password_and_its_query(url: str, login: str, credentials: str, mask: str):
    assert (without_login(url), without_credentials(url), masked(url)) == (login, credentials, mask)


def test_every_url_of_a_text_loses_them():
    text = "From http://me:hunter2@a/b?key=hunter2 to\nhttps://me:hunter2@c#hunter2 and me@d."
    assert without_credentials(text) == "From http://a/b to\nhttps://c and me@d."


@pytest.mark.parametrize(
    "url", ["http://me:12/hunter2@host", "http:/me:hunter2@host", "me:hunter2?x@host", "a://hunter2#@h"]
)
def test_where_it_is_unclear_what_is_the_password_all_of_it_is_masked(url: str):
    assert "hunter2" not in masked(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://paper.example/a/strike",
        "https://WWW.paper.example/a/strike/",
        "https://paper.example:443/a/strike#top",
        "https://paper.example/a/strike?utm_source=mail&utm_medium=x&fbclid=1",
        "https://paper.example/a/strik%65",
    ],
)
def test_the_spellings_of_an_articles_url_are_one_address(url: str):
    assert article_address(url) == article_address("https://paper.example/a/strike")


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/a/strike?id=2",
        "https://paper.example/a/Strike",
        "https://other.example/a/strike",
        "https://paper.example:8443/a/strike",
        "https://paper.example/a/strike#!/part/2",
    ],
)
def test_another_articles_url_is_another_address(url: str):
    assert article_address(url) not in (None, article_address("https://paper.example/a/strike"))


@pytest.mark.parametrize(
    "url", [None, "", "https://paper.example", "https://paper.example/?utm_source=x", "http://[", "a:b"]
)
def test_a_front_page_or_no_url_is_no_address(url: str | None):
    assert article_address(url) is None


@pytest.mark.parametrize(
    ("url", "without"),
    [
        ("https://a.example/x?utm_source=rss&utm_medium=y", "https://a.example/x"),
        ("https://a.example/x?b=1&fbclid=2&a=%20", "https://a.example/x?b=1&a=%20"),
        ("https://a.example/x?id=3", "https://a.example/x?id=3"),
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x?", "https://a.example/x"),
    ],
)
def test_a_url_loses_what_says_where_a_reader_came_from(url: str, without: str):
    assert without_trackers(url) == without


def test_the_order_of_parameters_does_not_matter():
    assert article_address("https://a.example/?b=1&a=2") == article_address("http://a.example?a=2&b=1") is not None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:s3cret@db.example:5433/news?sslmode=require", "postgresql://ann@db.example:5433/news"),
        ("postgres://ann:s3%40cret@a,b/news?password=s3cret", "postgres://ann@a,b/news"),
        ("postgresql:///news?host=/run/pg&user=ann&sslpassword=s3cret", "postgresql:///news?host=/run/pg&user=ann"),
    ],
)
def test_a_database_shows_itself_without_a_password(address: str, shown: str):
    url = DatabaseURL(address)
    assert (str(url), repr(url), url.secret) == (shown, f"DatabaseURL({shown!r})", address)


@pytest.mark.parametrize(
    "address", ["https://host/db", "postgresql:host", "postgresql://a:b@c/d@e", "postgres://a b@h/d"]
)
def test_what_is_no_clear_address_of_a_database_is_refused(address: str):
    with pytest.raises(ValueError, match="no address"):
        DatabaseURL(address)
