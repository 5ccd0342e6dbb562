from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from rag.types import Answer, Article, Chunk, Citation, Sentence, Span


def citation(marker: int, *claims: Span) -> Citation:
    return Citation(marker, "a", "A", None, None, "0" * 64, 10, 13, "abc", claims)


def test_an_articles_version_is_the_sha256_of_its_text():
    assert Article("a", "Héllo\n", "A").sha256 == hashlib.sha256("Héllo\n".encode()).hexdigest()


def test_a_chunk_whose_text_is_not_as_long_as_its_span_is_refused():
    with pytest.raises(ValueError, match=r"3 characters cannot span \[0, 4\)"):
        Chunk(0, 4, "abc", ())


def test_a_chunk_with_a_sentence_outside_of_it_is_refused():
    with pytest.raises(ValueError, match="outside"):
        Chunk(0, 3, "abc", (Span(1, 4),))


def test_a_quote_that_is_not_as_long_as_its_span_is_refused():
    with pytest.raises(ValueError, match=r"2 characters cannot span \[10, 13\)"):
        Citation(1, "a", "A", None, None, "0" * 64, 10, 13, "ab", ())


def test_plain_is_the_answer_without_its_markers():
    answer = Answer(
        "q",
        "One. [1][2] Two [1]. [1]",
        False,
        0.9,
        "m",
        (citation(1, Span(0, 4), Span(12, 20)), citation(2, Span(0, 4))),
    )
    assert answer.plain == "One. Two [1]."


def test_the_short_answer_is_the_exact_words_of_the_first_citation_that_has_some():
    cited = (citation(1), replace(citation(2), answer=Span(1, 2)), replace(citation(3), answer=Span(0, 3)))
    answer = Answer("q", "One. [1]", False, 0.9, "m", cited)
    assert (answer.short, replace(answer, citations=cited[:1]).short) == ("b", None)
    document = answer.to_dict()
    assert (document["short"], [each["answer"] for each in document["citations"]]) == ("b", [None, [1, 2], [0, 3]])


@pytest.mark.parametrize("words", [Span(-1, 2), Span(1, 1), Span(2, 4)])
def test_exact_words_outside_of_their_quote_are_refused(words: Span):
    with pytest.raises(ValueError, match="outside a quote of 3 characters"):
        replace(citation(1), answer=words)


def test_plain_of_an_abstention_is_its_text():
    assert (
        Answer("q", "The articles do not answer this question.", True, 0.1, "m").plain
        == "The articles do not answer this question."
    )


def test_the_document_of_an_answer_is_made_of_plain_lists_and_strings():
    document = Answer(
        "q", "One. [1]", False, 0.9, "m", (citation(1, Span(0, 4)),), seconds={"total": 0.12345}
    ).to_dict()
    assert document["citations"][0]["claims"] == [[0, 4]]
    assert document["answer"] == "One. [1]"
    assert document["seconds"] == {"total": 0.1235} or document["seconds"] == {"total": 0.1234}


@pytest.mark.parametrize("words", [Span(4, 8), Span(6, 11), Span(7, 7)])
def test_exact_words_outside_their_sentence_or_quote_are_refused(words: Span):
    with pytest.raises(ValueError, match="outside their sentence"):
        Sentence(5, 10, "abcde", answer=words)
    with pytest.raises(ValueError, match="outside a quote of 3 characters"):
        replace(citation(1), answer=words)


def test_the_short_answer_is_the_exact_words_of_the_first_citation_that_has_some_on_one_line():
    worded = replace(citation(2), quote="a\nb", answer=Span(0, 3))
    answer = Answer("q", "One. [1][2]", False, 0.9, "m", (citation(1), worded))
    assert answer.short == "a b"
    assert replace(answer, citations=(citation(1),)).short is None
    document = answer.to_dict()
    assert [c["answer"] for c in document["citations"]] == [None, [0, 3]]
    assert (document["short"], document["answer_spans"], document["nearest"]) == ("a b", [], [])


def test_plain_of_an_abstention_that_names_what_is_nearest_has_no_markers():
    text = "They do not say. Nearest: One. [1] Two. [2]"
    nearest = (citation(1, Span(26, 30)), citation(2, Span(35, 39)))
    answer = Answer("q", text, True, 0.1, "m", nearest=nearest)
    assert answer.plain == "They do not say. Nearest: One. Two."
    assert (answer.claims, answer.short) == ((), None)
    assert [near["claims"] for near in answer.to_dict()["nearest"]] == [[[26, 30]], [[35, 39]]]
