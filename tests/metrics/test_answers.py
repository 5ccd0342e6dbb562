"""The sums are written out beside what is expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.metrics import answers as m


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


@pytest.mark.parametrize(
    ("answer", "is_one"),
    [
        ("over $10 billion", True),
        ("$10 billion, as two people said on a rainy", True),  # 9 words
        ("$10 billion, as two people said on a rainy day", False),  # 10 words
        ("ten billion", False),  # other words than the evidence's
        ("$1", False),  # part of a number
        ("rain", False),  # part of a word
        ("Oslo it is", False),  # a whole sentence
        ("Oslo", True),
        ("9月1日", True),
        ("9月1日开工", False),
    ],
)
def test_a_short_span_is_a_part_of_an_evidence_sentence_of_few_whole_words(answer: str, is_one: bool) -> None:
    evidence = ["It is over $10 billion, as two people said on a rainy day.", "Oslo it is!", "9月1日开工。"]
    assert m.short_spans([answer], evidence) == ((answer,) if is_one else ())


def test_words_are_runs_without_white_space() -> None:
    assert m.words(" one two\nthree ") == 3


def test_means_leave_out_what_was_not_measured() -> None:
    assert m.mean([1.0, None, 0.0, 0.5]) == 1.5 / 3
    assert m.mean([None]) is None
    assert m.mean([]) is None
