from __future__ import annotations

import pytest

from rag.parsing.pdf.hyphens import is_divided, joined, written


def put_together(first: str, second: str, *others: str, language: str | None = "en") -> str:
    return joined(first, second, written(others, language))


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("The govern-", "ment said", "The government said"),
        ("a spokes-", "woman said", "a spokeswoman said"),
        ("in Lin-", "dholm on Friday", "in Lindholm on Friday"),
        ("said. Long-", "distance trains", "said. Long-distance trains"),
        ("the state-of-the-", "art bridge", "the state-of-the-art bridge"),
        ("the state-", "of-the-art bridge", "the state-of-the-art bridge"),
        ("of COVID-", "19 patients", "of COVID-19 patients"),
        ("a 30-", "year plan", "a 30-year plan"),
        ("the Franco-", "German firm", "the Franco-German firm"),
        ("an X-", "ray scanner", "an X-ray scanner"),
        ("of modern\u00ad", "isation", "of modernisation"),
        ("between 2016–", "2019", "between 2016–2019"),
        ("in Strat-", "ford-upon-Avon today", "in Stratford-upon-Avon today"),
        ("in Stratford-", "upon-Avon today", "in Stratford-upon-Avon today"),
        ("Siân Lle-", "wellyn-Jones said", "Siân Llewellyn-Jones said"),
        ("the re-", "elected board", "the re-elected board"),
        ("the e-", "mail archive", "the e-mail archive"),
    ],
)
def test_a_divided_word_is_joined_and_a_real_hyphen_kept(first: str, second: str, whole: str):
    assert is_divided(first)
    assert put_together(first, second) == whole


def test_what_the_document_writes_elsewhere_decides():
    assert put_together("the co-", "operative bank", "at the co-operative bank today") == "the co-operative bank"
    assert put_together("the long-", "term plan", "the longterm plan is here") == "the longterm plan"
    assert put_together("Fiona Mc-", "Allister", "says Fiona McAllister on") == "Fiona McAllister"


@pytest.mark.parametrize(
    ("language", "first", "second", "whole"),
    [
        ("de", "die Kranken-", "hausreform", "die Krankenhausreform"),
        ("de", "die Haupt-", "und Nebenstrecken", "die Haupt- und Nebenstrecken"),
        ("de", "in Südkaliforni-", "en gehören", "in Südkalifornien gehören"),
        ("fr", "demande-t-", "il encore", "demande-t-il encore"),
    ],
)
def test_other_languages_have_their_own_hyphens(language: str, first: str, second: str, whole: str):
    assert put_together(first, second, language=language) == whole


@pytest.mark.parametrize("line", ["a dash –", "no hyphen", "- ", "–"])
def test_a_dash_by_itself_divides_no_word(line: str):
    assert not is_divided(line)


def test_a_long_line_without_blanks_takes_no_time():
    assert not is_divided("a.b" * 100_000)
