from __future__ import annotations

import pytest

from rag.answering.speech.naming import with_speakers
from rag.answering.speech.outlets import is_outlet
from rag.types import Answer, Citation

ARTICLE = """Rescue for Skarn Air

Skarn Air needs 300 million crowns, the Morning Standard reported. Its shares fell.

The airline's chief executive, Dorothea Blum, was careful. "I took over old aircraft," she said.
She expects a decision soon.

Transport minister Edda Roald gave an interview. "Every tunnel was hated at first," she said.
"""


def speaker(quote: str, source: str = "Wire") -> tuple[str | None, bool]:
    start = ARTICLE.index(quote)
    cited = Citation(1, "a", "T", source, None, "0" * 64, start, start + len(quote), quote, ())
    (named,) = with_speakers(Answer("?", "", False, None, "m", (cited,)), lambda *_: ARTICLE).citations
    return named.speaker, named.relayed


def test_he_said_is_whom_the_article_names_before():
    assert speaker('"I took over old aircraft," she said.') == ("Dorothea Blum", False)
    assert speaker("She expects a decision soon.") == ("Dorothea Blum", False)
    assert speaker('"Every tunnel was hated at first," she said.') == ("Edda Roald", False)


def test_what_the_outlet_says_itself_has_no_speaker():
    assert speaker("Its shares fell.") == (None, False)


def test_the_report_of_another_outlet_is_relayed_and_its_own_is_not():
    report = "Skarn Air needs 300 million crowns, the Morning Standard reported."
    assert speaker(report) == ("Morning Standard", True)
    assert speaker(report, "The Morning Standard") == (None, False)


def test_an_article_that_is_gone_names_nobody():
    cited = Citation(1, "a", "T", None, None, "0" * 64, 0, 2, "It", ())
    answer = Answer("?", "", False, None, "m", (cited,))
    assert with_speakers(answer, lambda *_: None) is answer


@pytest.mark.parametrize("name", ["Bloomberg", "Reuters", "the Morning Standard", "newspaper Sport Today", "AFP"])
def test_outlets_are_known_by_their_names(name: str):
    assert is_outlet(name, ["Sport Today"])


@pytest.mark.parametrize("name", ["Ida Holm", "police", "the company", "Acme"])
def test_others_are_none(name: str):
    assert not is_outlet(name)
