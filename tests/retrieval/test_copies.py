from __future__ import annotations

from rag.retrieval.copies import counted_once
from rag.types import Passage, Sentence

GROUP = {"wire": 1, "daily": 1, "other": None, "third": None}
CRACK, VILLAGES, DIVER, HIKE = (
    "A crack was found in the wall of the dam.",
    "Two villages below it were emptied.",
    "A diver saw it on Sunday.",
    "The hike across the dam is off.",
)


def passage(article_id: str, *said: tuple[str, float], published: str | None = "") -> Passage:
    sentences, at = [], 0
    for text, score in said:
        sentences.append(Sentence(at, at + len(text), text, score=score))
        at += len(text) + 1
    text = " ".join(text for text, _ in said)
    best = max(score for _, score in said)
    published = ("2026-03-03" if article_id == "daily" else "2026-03-02") if published == "" else published
    return Passage(article_id, "0" * 64, 0, len(text), text, best, "T", published=published, sentences=tuple(sentences))


def told(*passages: Passage) -> list[tuple[str, list[str]]]:
    return [(p.article_id, [s.text for s in p.sentences]) for p in counted_once(passages, GROUP)]


def test_a_passage_gives_its_place_up_to_a_copy_that_says_the_same():
    copies = passage("wire", (CRACK, 2.0), (VILLAGES, 1.0)), passage("daily", (CRACK, 1.9))
    assert told(*copies, passage("other", (CRACK, 1.5))) == [("wire", [CRACK, VILLAGES]), ("other", [CRACK])]


def test_the_earliest_of_the_copies_is_taken_and_ranks_by_its_own_score():
    late = passage("daily", (CRACK, 2.0))
    assert told(late, passage("other", (DIVER, 1.8)), passage("wire", (CRACK, 1.7))) == [
        ("other", [DIVER]),
        ("wire", [CRACK]),
    ]


def test_an_undated_copy_is_not_taken_for_the_earliest():
    undated = passage("daily", (CRACK, 2.0), published=None)
    assert told(undated, passage("wire", (CRACK, 1.7))) == [("wire", [CRACK])]


def test_what_a_copy_adds_keeps_a_place_by_its_own_score():
    edited = passage("daily", (CRACK, 1.9), (HIKE, 0.5))
    assert told(passage("wire", (CRACK, 2.0)), edited, passage("other", (DIVER, 1.0))) == [
        ("wire", [CRACK]),
        ("other", [DIVER]),
        ("daily", [HIKE]),
    ]


def test_a_changed_figure_is_no_copy_of_the_sentence():
    changed = CRACK.replace("A crack", "A crack of 14 metres")
    assert told(passage("wire", (CRACK, 2.0)), passage("daily", (changed, 1.9))) == [
        ("wire", [CRACK]),
        ("daily", [changed]),
    ]


def test_without_copies_everything_stays():
    found = passage("other", (CRACK, 1.0)), passage("third", (CRACK, 2.0))
    assert told(*found) == [("third", [CRACK]), ("other", [CRACK])]
