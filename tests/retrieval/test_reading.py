from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from rag.reading.reader import Reading
from rag.retrieval.reading import ranked, read, read_again
from rag.types import Passage, Sentence, Span


class Scripted:
    """A reader that has an opinion on each sentence, by its text, and on the question asked."""

    def __init__(self, logits: Mapping[tuple[str, str], float]) -> None:
        self.logits = logits

    def read(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> Reading:
        each = tuple(self.logits.get((question, text[slice(*s)]), -5.0) for s in sentences)
        return Reading(max(each), each, tuple(Span(s.start, s.start + 3) for s in sentences), tuple(0.0 for _ in each))


def passage(article_id: str, *texts: str, start: int = 100) -> Passage:
    sentences, at = [], start
    for text in texts:
        sentences.append(Sentence(at, at + len(text), text, score=1.0))
        at += len(text) + 1
    whole = " ".join(texts)
    return Passage(article_id, "0" * 64, start, start + len(whole), whole, 1.0, "T", sentences=tuple(sentences))


def test_the_passage_that_the_reader_finds_better_comes_first():
    found = [passage("a", "Rain fell."), passage("b", "Ida leads it.")]
    best, other = ranked(read("who?", found, Scripted({("who?", "Ida leads it."): 5.0})), k=2)
    assert (best.article_id, other.article_id) == ("b", "a")
    assert best.score == best.sentences[0].score > other.score


def test_the_exact_words_are_in_the_articles_coordinates():
    (found,) = read("who?", [passage("a", "Ida leads it.")], Scripted({}))
    assert found.sentences[0].answer == Span(100, 103)


def test_only_k_passages_are_kept():
    assert len(ranked(read("who?", [passage(n, "Rain fell.") for n in "abc"], Scripted({})), k=2)) == 2


def test_reading_again_for_another_question_leaves_nothing_of_the_first_one_in_the_score():
    reader = Scripted({("who?", "Ida leads it."): 5.0, ("when?", "Ida leads it."): -2.0})
    once = ranked(read("when?", [passage("a", "Ida leads it.")], reader), k=1)
    again = read_again("when?", ranked(read("who?", [passage("a", "Ida leads it.")], reader), k=1), reader)
    assert again[0].sentences[0].reads == -2.0
    assert again[0].sentences[0].score == pytest.approx(once[0].sentences[0].score)


def test_a_passage_without_sentences_stays():
    bare = passage("a")
    assert read("who?", [bare], Scripted({})) == (bare,)
