from __future__ import annotations

import pytest

from rag.urls import masked, without_credentials, without_login


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
