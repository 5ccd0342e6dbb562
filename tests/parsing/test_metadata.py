from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parsing.metadata import clean_metadata, stored


@given(st.text(st.characters(codec=None)))
def test_every_text_can_be_stored_and_storing_twice_changes_nothing_more(text: str):
    once = stored(text)
    once.encode()
    assert "\r" not in once and "\0" not in once
    assert stored(once).removeprefix("\ufeff") == once.removeprefix("\ufeff")


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


def test_metadata_in_which_there_is_nothing_to_see_is_none():
    assert clean_metadata({"title": "\u2800 \u3164", "source": "\U000e0041\u200b", "author": "Ana\u200b"}) == {
        "author": "Ana\u200b"
    }


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Ferry returns - The Post", "Ferry returns"),
        ("Ferry returns | The Post", "Ferry returns"),
        ("Mayor speaks to The Post", "Mayor speaks to The Post"),
        ("The Post", "The Post"),
        ("- The Post", "- The Post"),
    ],
)
def test_a_title_loses_the_outlet_behind_it(title: str, kept: str):
    assert clean_metadata({"title": title, "source": "The Post"})["title"] == kept
