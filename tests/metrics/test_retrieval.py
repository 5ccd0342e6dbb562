"""The sums are written out beside what is expected."""

from __future__ import annotations

from math import log2

import pytest

from rag.metrics.retrieval import Stretch, context_hit, first_hit, ndcg, recall_at, reciprocal_rank

RANKED = [("b", "x" * 10), ("a", "the year 2016")]


@pytest.mark.parametrize(
    ("budget", "articles", "hit"),
    [
        (23, ["a"], True),  # 10 characters of b, then all 13 of a
        (22, ["a"], False),  # the last digit is cut off
        (10, ["a"], False),
        (23, ["b"], False),  # the right words in the wrong article
    ],
)
def test_a_hit_lies_whole_within_the_first_characters_of_the_right_article(
    budget: int, articles: list[str], hit: bool
) -> None:
    assert context_hit(RANKED, budget, ["2016"], ["In the year 2016 it began."], articles) is hit


def test_a_free_form_answer_hits_by_its_evidence() -> None:
    assert context_hit(RANKED, 50, ["long ago"], ["the year 2016"], ["a"])
    assert not context_hit(RANKED, 50, ["long ago"], ["another sentence"], ["a"])
    assert not context_hit(RANKED, 50, ["2016"], [], ["a"])  # without evidence nothing can be looked for


def test_an_answer_is_not_pieced_together_from_two_passages() -> None:
    assert not context_hit([("a", "20"), ("a", "16")], 50, ["2016"], ["In 2016."], ["a"])


def test_the_first_hit_is_the_first_passage_that_shares_a_character_with_evidence() -> None:
    gold = [Stretch("a", 10, 20)]
    ranked = [Stretch("b", 10, 20), Stretch("a", 0, 10), Stretch("a", 19, 40)]
    assert first_hit(ranked, gold) == 3  # another article; ends where it starts; shares character 19
    assert first_hit(ranked[:2], gold) is None
    assert [recall_at(k, 3) for k in (1, 2, 3, 6)] == [0, 0, 1, 1]
    assert recall_at(6, None) == 0
    assert (reciprocal_rank(3), reciprocal_rank(None)) == (1 / 3, 0)


def test_ndcg_gains_by_each_evidence_sentence_once_and_discounts_by_the_rank() -> None:
    one, two = [Stretch("a", 0, 10)], [Stretch("b", 0, 10), Stretch("c", 0, 10)]  # the second stands in two articles
    here, there, copy, nowhere = (Stretch(name, 0, 50) for name in "abcd")
    # gains 0, 1, 1 at ranks 1, 2, 3 against the ideal 1, 1: (1/log2(3) + 1/log2(4)) / (1/log2(2) + 1/log2(3))
    assert ndcg([nowhere, here, there], [one, two]) == pytest.approx((1 / log2(3) + 1 / 2) / (1 + 1 / log2(3)))
    # the same sentence a second time gains nothing
    assert ndcg([there, copy], [one, two]) == pytest.approx(1 / (1 + 1 / log2(3)))
    assert ndcg([here, there], [one, two]) == ndcg([here], [one, one]) == 1  # two sentences in one passage: ideal too
    assert ndcg([nowhere, here], [one], k=1) == ndcg([], [one]) == ndcg([here], []) == 0
