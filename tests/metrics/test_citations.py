"""The sums are written out beside what is expected."""

from __future__ import annotations

import pytest

from rag.metrics.citations import Placement, citation_right, occurrences, placement, pointer_valid, recalled
from rag.metrics.retrieval import Stretch


def test_a_sentence_that_stands_twice_has_two_places() -> None:
    assert occurrences("So.", "a", "So. And? So.") == [Stretch("a", 0, 3), Stretch("a", 9, 12)]
    assert occurrences("S.", "a", "So.") == []  # nothing of it is a pattern
    assert occurrences("", "a", "So.") == []


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        ("Zo\u00eb dined.", "Then Zoe\u0308 dined. Late."),
        ("Zoe\u0308 dined.", "Then Zo\u00eb dined. Late."),
        ('It\'s "over".', "Well: It’s “over”. So."),
        ("Sold 4 120 F-35s.", "Sold 4\u202f120\nF\u201135s."),
    ],
)
def test_evidence_is_found_in_another_spelling_of_the_same_characters(evidence: str, text: str) -> None:
    (place,) = occurrences(evidence, "a", text)
    assert len(text[place.start : place.end].split()) == len(evidence.split())
    assert occurrences(f"{evidence} Never.", "a", text) == []


def test_evidence_that_stands_there_to_the_letter_is_found_only_there() -> None:
    assert occurrences("It's so.", "a", "It’s so. It's so.") == [Stretch("a", 9, 17)]


def test_a_pointer_is_valid_only_when_slicing_again_gives_the_quote() -> None:
    text = "It costs $10 billion."
    assert pointer_valid(text, 9, 20, "$10 billion")
    assert not pointer_valid(text, 9, 20, "$11 billion")
    assert not pointer_valid(text, -12, -1, text[-12:-1])
    assert not pointer_valid(text, 5, 5, "")
    assert not pointer_valid(None, 0, 2, "It")


def test_a_citation_is_right_when_its_quote_holds_a_spelled_out_answer_in_an_article_of_the_case() -> None:
    evidence = ["It costs $10 billion."]

    def right(quote: str, article: str = "a") -> bool:
        return citation_right(
            quote, Stretch(article, 50, 50 + len(quote)), ["10 billion"], evidence, ["a"], [Stretch("a", 0, 21)]
        )

    assert right("They say 10 billion.")  # another sentence than the evidence, but it says so
    assert not right("They say 100 billion.")
    assert not right("They say 10 billion.", article="b")


def test_a_citation_of_an_evidence_sentence_is_right_without_the_answers_words() -> None:
    evidence, gold = ["It costs $10 billion.", "It is the dearest."], [Stretch("a", 0, 21), Stretch("a", 90, 108)]
    assert citation_right("It is the dearest.", Stretch("a", 90, 108), ["10 billion"], evidence, ["a"], gold)
    assert not citation_right("It is the dearest.", Stretch("b", 90, 108), ["10 billion"], evidence, ["a"], gold)


def test_an_answer_that_no_evidence_spells_out_makes_no_citation_right() -> None:
    gold = [Stretch("a", 0, 20)]
    assert not citation_right("There is no rain.", Stretch("a", 30, 47), ["no"], ["Nobody was hurt."], ["a"], gold)


def test_evidence_is_recalled_by_sentence_at_any_of_its_places() -> None:
    gold = [[Stretch("a", 10, 20), Stretch("a", 80, 90)], [Stretch("b", 0, 20)], []]
    assert recalled([Stretch("a", 85, 95), Stretch("a", 10, 12)], gold) == 1 / 3  # the third was not retrieved
    assert recalled([Stretch("a", 0, 10), Stretch("b", 19, 30)], gold) == 1 / 3
    assert recalled([], gold) == 0
    assert recalled([Stretch("a", 0, 10)], []) is None


def test_a_citation_for_a_free_form_answer_is_right_when_it_overlaps_evidence() -> None:
    gold = [Stretch("a", 0, 10)]
    assert citation_right("quote", Stretch("a", 9, 14), ["in my words"], ["the source"], ["a"], gold)
    assert not citation_right("quote", Stretch("a", 10, 15), ["in my words"], ["the source"], ["a"], gold)


def test_placement_is_counted_in_characters() -> None:
    # cited [0, 30), evidence [10, 20) and, in an article not cited, 20 more: 10 of 30 right, 10 of 30 recalled
    gold = [[Stretch("a", 10, 20)], [Stretch("b", 0, 20)]]
    placed = placement([Stretch("a", 0, 30)], gold, [10, 20])
    assert placed == pytest.approx((10 / 30, 10 / 30, 1 / 3))


def test_characters_cited_twice_count_once_and_a_repeated_sentence_is_recalled_by_its_best_place() -> None:
    gold = [[Stretch("a", 0, 10), Stretch("a", 50, 60)]]
    placed = placement([Stretch("a", 0, 10), Stretch("a", 5, 10), Stretch("a", 50, 55)], gold, [10])
    assert placed == Placement(1.0, 1.0, 1.0)  # 15 of 15 characters right; 10 of 10 by the first place


def test_placement_beside_the_evidence_is_zero_and_without_citations_or_evidence_is_nothing() -> None:
    gold = [[Stretch("a", 0, 10)]]
    assert placement([Stretch("a", 10, 20)], gold, [10]) == Placement(0, 0, 0)
    assert placement([Stretch("a", 10, 20)], [[]], [10]) == Placement(0, 0, 0)  # evidence that was not retrieved
    assert placement([], gold, [10]) is None
    assert placement([Stretch("a", 0, 5)], [], []) is None
