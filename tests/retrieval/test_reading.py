from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from rag.reading.reader import Reading
from rag.retrieval.reading import read_best, read_in_order
from rag.types import Passage, Sentence, Span


class Scripted:
    """A reader that has an opinion on each sentence, by its text, and on the question asked."""

    def __init__(self, logits: Mapping[tuple[str, str], float]) -> None:
        self.logits = logits

    def read(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> Reading:
        each = tuple(self.logits.get((question, text[slice(*s)]), -5.0) for s in sentences)
        return Reading(max(each), each, tuple(Span(s.start, s.start + 3) for s in sentences))


def passage(article_id: str, *texts: str, start: int = 100) -> Passage:
    sentences, at = [], start
    for text in texts:
        sentences.append(Sentence(at, at + len(text), text, score=1.0))
        at += len(text) + 1
    whole = " ".join(texts)
    return Passage(article_id, "0" * 64, start, start + len(whole), whole, 1.0, "T", sentences=tuple(sentences))


def test_the_passage_that_the_reader_finds_better_comes_first():
    found = [passage("a", "Rain fell."), passage("b", "Ida leads it.")]
    best, other = read_best("who?", found, 2, Scripted({("who?", "Ida leads it."): 5.0}))
    assert (best.article_id, other.article_id) == ("b", "a")
    assert best.score == best.sentences[0].score > other.score


def test_the_exact_words_are_in_the_articles_coordinates():
    (found,) = read_best("who?", [passage("a", "Ida leads it.")], 1, Scripted({}))
    assert found.sentences[0].answer == Span(100, 103)


def test_no_words_answer_a_question_of_yes_or_no():
    (found,) = read_best("Is it led by Ida?", [passage("a", "Ida leads it.")], 1, Scripted({}))
    assert found.sentences[0].answer is None


def test_only_k_passages_are_kept_and_only_the_best_are_read():
    found = read_best("who?", [passage(n, "Rain fell.") for n in "abc"], 2, Scripted({}), most=1)
    assert [(each.article_id, each.reads) for each in found] == [("a", -5.0), ("b", None)]


def test_a_sentence_that_was_not_read_counts_as_the_least():
    reader = Scripted({("who?", "Ida leads it."): 5.0})
    best, other = read_best("who?", [passage("a", "Ida leads it.", "Rain fell."), passage("b", "Snow.")], 2, reader, 1)
    assert other.sentences[0].reads == min(sentence.reads or 0.0 for sentence in best.sentences)
    assert other.sentences[0].answer is None


def test_reading_for_another_question_leaves_nothing_of_the_first_one():
    reader = Scripted({("who?", "Ida leads it."): 5.0, ("when?", "Ida leads it."): -2.0})
    (once,) = read_best("when?", [passage("a", "Ida leads it.")], 1, reader)
    (again,) = read_best("when?", read_best("who?", [passage("a", "Ida leads it.")], 1, reader), 1, reader)
    assert again.sentences[0].reads == -2.0
    assert again.score == pytest.approx(once.score)


def test_what_a_reranker_ordered_stays_in_its_order_and_is_read():
    reader = Scripted({("who?", "Ida leads it."): 5.0})
    found = [passage("a", "Rain fell."), passage("b", "Ida leads it.")]
    read = read_in_order("who?", found, reader)
    assert [(each.article_id, each.score, each.reads) for each in read] == [("a", 1.0, -5.0), ("b", 1.0, 5.0)]


def test_a_passage_without_sentences_stays():
    bare = passage("a")
    assert read_best("who?", [bare], 1, Scripted({})) == (bare,)


KEYWORDS = "scale invest billion tungsten boiling point president bolivia revenue celsius " * 3


def test_keywords_take_no_place_of_a_passage_that_can_answer_and_are_not_shown_to_the_reader():
    shown: list[str] = []

    class Watching(Scripted):
        def read(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> Reading:
            shown.append(text)
            return super().read(question, title, text, sentences)

    heap = passage("a", KEYWORDS.strip())
    beside = passage("b", KEYWORDS.strip(), "Ida leads it.")
    found = read_best("who?", [heap, beside, passage("c", "Rain fell.")], 3, Watching({}), most=2)
    assert {each.article_id for each in found if each.reads is not None} == {"b", "c"}
    assert [text.split() for text in shown] == [["Ida", "leads", "it."], ["Rain", "fell."]]


def test_of_another_article_that_may_say_something_else_the_best_sentence_is_read():
    found = [*(passage("a", f"Ida leads Acme, {n}.") for n in "xyz"), passage("b", "It rained.", "Tom leads Acme.")]
    rain, other = found[3].sentences
    found[3] = replace(found[3], sentences=(replace(rain, score=0.5), other))
    logits = {("Who leads Acme?", "Tom leads Acme."): 4.0, ("Who leads Acme?", "It rained."): 3.0}
    best, *_ = read_best("Who leads Acme?", found, 4, Scripted(logits))
    assert [(s.reads, s.answer is not None) for s in best.sentences] == [(-5.0, False), (4.0, True)]


def test_no_more_is_read_for_a_list_or_of_what_is_not_about_the_thing():
    others = passage("b", "Tom leads the bank.")
    found = [*(passage("a", f"Ida leads Acme, {n}.") for n in "xyz"), others]
    for question, text in (
        ("Who leads Acme?", "Tom leads the bank."),
        ("Which towns has Acme?", "Tom leads the bank."),
    ):
        read = read_best(question, found, 4, Scripted({(question, text): 4.0}))
        assert [p.sentences[0].reads for p in read if p.article_id == "b"] == [-5.0]
