"""The sums are written out beside what is expected."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.metrics import answers as m
from rag.metrics.citations import Placement, citation_right, occurrences, placement, pointer_valid
from rag.metrics.retrieval import Stretch, context_hit, first_hit, ndcg, recall_at, reciprocal_rank


def test_f1_counts_shared_words_with_repeats_and_takes_the_best_answer() -> None:
    # "more than $13 billion" against "13 billion": 2 shared of 4 and 2, so 2*2 / (4+2)
    assert m.token_f1("more than $13 billion", ["13 billion"]) == pytest.approx(4 / 6)
    assert m.token_f1("more than $13 billion", ["nothing", "more than 13 billion"]) == 1.0
    assert m.token_f1("yes yes", ["yes"]) == pytest.approx(2 * 1 / (2 + 1))
    assert m.token_f1("!", ["a"]) == 1.0  # both normalise to nothing
    assert m.token_f1("!", ["word"]) == 0.0
    assert m.token_f1("anything", []) is None


def test_an_exact_match_is_the_whole_answer_and_nothing_else() -> None:
    assert m.exact_match("The $13 billion.", ["13 billion"]) == 1  # case, article, signs and stop aside
    assert m.exact_match("more than $13 billion", ["13 billion", "more"]) == 0
    assert m.exact_match("anything", []) is None


def test_numbers_that_differ_by_a_point_share_no_word_in_the_f1_that_keeps_them_whole() -> None:
    # SQuAD makes "35 percent" of both: 2*2 / (2+2). Kept whole, "percent" alone is shared: 2*1 / (2+2)
    assert m.token_f1("3.5 percent", ["35 percent"]) == 1.0
    assert m.number_f1("3.5 percent", ["35 percent"]) == 2 * 1 / (2 + 2)
    # "$10bn" is "10 billion"; the article is left out: 2*2 / (2+2)
    assert m.number_f1("the $10bn", ["10 billion"]) == 1.0
    assert m.number_f1("anything", []) is None


def test_rouge_l_is_the_f1_of_the_longest_common_subsequence_with_long_references_only() -> None:
    long = "one two three four five six seven eight nine ten"
    # in order: one two three, of 4 and 10 words: 2*3 / (4+10)
    assert m.rouge_l("one two x three", [long]) == 2 * 3 / (4 + 10)
    assert m.rouge_l("three two one", [long]) == 2 * 1 / (3 + 10)  # whichever of them, one alone is in order
    assert m.rouge_l(long, [long, long + " eleven"]) == 1.0
    assert m.rouge_l("one", ["one two"]) is None
    assert m.rouge_l("", [long]) == 0.0


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), min_size=10, max_size=12))
def test_rouge_l_does_not_exceed_the_f1_of_words_without_order(given_words: list[str], wanted: list[str]) -> None:
    score = m.rouge_l(" ".join(given_words), [" ".join(wanted)])
    shared = sum(min(given_words.count(word), wanted.count(word)) for word in "abc")
    assert score is not None
    assert 0 <= score <= 2 * shared / (len(given_words) + len(wanted)) + 1e-9


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It could exceed $10 billion, making it large.", "10 billion"),
        ("It could exceed $10 billion.", "$10bn"),
        ("Over $10bn in Scale AI", "10 billion"),
        ("1,000 people", "1000"),
        ("It rose 3.5%.", "3.5 percent"),
        ("the U.S. military", "US military"),
        ("Meta’s biggest deal", "Meta's biggest"),
        ("Zuckerberg’s plans", "zuckerberg"),
        ("data-labeling services", "data labeling services"),
        ("said by Finway", "the Finway"),
        ("in 2016.", "2016"),
        ("5½ sacks", "5½"),
        ("tends to ∞", "∞"),
        ("It’s “a significant milestone.”", "a significant milestone"),
    ],
)
def test_an_answer_is_found_however_it_is_typeset(text: str, answer: str) -> None:
    assert m.contains_answer(text, answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It cost 100 dollars", "10"),
        ("It cost 35 dollars", "3.5"),
        ("It cost 3.5 dollars", "35"),
        ("It cost 3.5 dollars", "5"),
        ("It cost 3,500 dollars", "500"),
        ("on the 10th", "10"),
        ("$10 billion", "10 million"),
        ("$10bn", "10 million"),
        ("5½ sacks", "5"),
        ("10² metres", "102"),
        ("vitamin D", "vitamin A"),
        ("Wangs", "Wang"),
        ("Wang, Alexandr", "Alexandr Wang"),
        ("", "anything"),
    ],
)
def test_a_part_of_a_number_or_word_is_not_an_answer(text: str, answer: str) -> None:
    assert not m.contains_answer(text, answer)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_one_number_contains_another_only_when_they_are_equal(one: int, other: int) -> None:
    assert m.contains_answer(f"about {one:,} people", str(other)) is (one == other)


@given(st.text(min_size=1))
def test_every_text_contains_itself(text: str) -> None:
    assert m.contains_answer(text, text)


def test_an_answer_counts_as_spelled_out_only_word_for_word() -> None:
    assert m.spelled_out(["10 billion", "ten billion"], ["It is $10 billion."]) == ("10 billion",)


def test_words_are_runs_without_white_space() -> None:
    assert m.words(" one two\nthree ") == 3


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
    assert ndcg([there, copy], [one, two]) == pytest.approx(
        1 / (1 + 1 / log2(3))
    )  # the same sentence again gains nothing
    assert ndcg([here, there], [one, two]) == ndcg([here], [one, one]) == 1  # two sentences in one passage: ideal too
    assert ndcg([nowhere, here], [one], k=1) == ndcg([], [one]) == ndcg([here], []) == 0


def test_a_sentence_that_stands_twice_has_two_places() -> None:
    assert occurrences("So.", "a", "So. And? So.") == [Stretch("a", 0, 3), Stretch("a", 9, 12)]
    assert occurrences("S.", "a", "So.") == []  # nothing of it is a pattern
    assert occurrences("", "a", "So.") == []


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


def test_means_leave_out_what_was_not_measured() -> None:
    assert m.mean([1.0, None, 0.0, 0.5]) == 1.5 / 3
    assert m.mean([None]) is None
    assert m.mean([]) is None
