from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from helpers.scripted_rag import CAPITAL, FIRST, RAIN, asked, known, unknown

from rag.evaluation.cases import Case
from rag.evaluation.scoring import CaseResult, Cited, score, scored, why
from rag.types import Span

Quotes = Span | tuple[Span, ...] | None


def result_of(cited: Quotes, case: Case, words: str = "") -> CaseResult:
    return asked({case.question: cited}, [case], words=words)[0]


def measure(cited: Quotes, case: Case, words: str = "") -> Mapping[str, float | None]:
    return result_of(cited, case, words).metrics


def test_a_right_answer_scores_in_every_respect() -> None:
    metrics = measure(CAPITAL, known())
    ones = (
        "correct",
        "concise",
        "contains",
        "answered",
        "recall@1",
        "mrr",
        "ndcg@10",
        "hit@500",
        "citations_valid",
        "citations_right",
        "quote_recall",
    )
    assert [metrics[name] for name in (*ones, "placement_f1", "claims_supported")] == [1.0] * (len(ones) + 2)
    assert metrics["words"] == 4  # The capital is Oslo.
    assert metrics["f1"] == metrics["number_f1"] == 2 * 1 / (3 + 1)  # "capital is oslo" against "oslo"
    assert metrics["rouge_l"] is None


def test_a_wrong_answer_is_still_a_valid_pointer() -> None:
    metrics = measure(RAIN, known())
    missed = ("correct", "concise", "contains", "citations_right", "quote_recall")
    assert [metrics[name] for name in missed] == [0] * len(missed)
    assert (metrics["citations_valid"], metrics["recall@1"]) == (1, 1)


def test_a_citation_counts_as_the_evidence_where_a_copy_of_its_article_has_that() -> None:
    result = result_of(CAPITAL, known())
    (citation,) = result.answer["citations"] if result.answer else ()
    elsewhere = {**citation, "article_id": "twin", "also": [citation]}
    copied = score(replace(result, answer={**(result.answer or {}), "citations": [elsewhere]}))
    assert (copied["citations_right"], copied["quote_recall"], copied["placement_f1"]) == (1, 1, 1)
    unknown_twin = {**(result.answer or {}), "citations": [{**elsewhere, "also": []}]}
    assert score(replace(result, answer=unknown_twin))["citations_right"] == 0


def test_what_became_of_the_claims_of_a_model_is_counted() -> None:
    result = result_of(CAPITAL, known())
    answer = {
        **(result.answer or {}),
        "rejected": [{"text": "No.", "reason": "why", "count": 2}],
        "unproved": [{"text": "Oslo rules.", "step": "rules"}],
    }
    metrics = score(replace(result, answer=answer))
    assert (metrics["drafted"], metrics["claims_withheld"], metrics["claims_quoted"]) == (3, 2 / 3, 1 / 3)


def test_refusing_an_answerable_question_is_a_miss_and_has_no_citations_to_judge() -> None:
    metrics = measure(None, known())
    assert [metrics[name] for name in ("correct", "concise", "f1", "answered")] == [0] * 4
    assert (
        metrics["words"]
        is metrics["citations_right"]
        is metrics["quote_recall"]
        is metrics["placement_f1"]
        is metrics["claims_supported"]
        is None
    )
    assert metrics["hit@500"] == 1
    long = known(answers=("the city by the sea that has been the capital since long ago",))
    assert measure(None, long)["rouge_l"] == 0


def test_an_unanswerable_question_is_right_only_when_refused() -> None:
    assert measure(None, unknown("king"))["correct"] == 1
    answered = measure(RAIN, unknown("king"))
    assert answered["correct"] == 0
    assert (
        answered["recall@1"]
        is answered["hit@500"]
        is answered["citations_right"]
        is answered["concise"]
        is answered["short_exact"]
        is answered["f1"]
        is answered["contains"]
        is None
    )


def test_a_free_form_answer_is_right_by_overlapping_the_evidence() -> None:
    case = known(answers=("It is a city by the sea.",))
    assert measure(CAPITAL, case)["correct"] == measure(CAPITAL, case)["citations_right"] == 1
    assert measure(CAPITAL, case)["contains"] == 0
    assert measure(RAIN, case)["correct"] == measure(RAIN, case)["citations_right"] == 0


def test_without_evidence_the_answers_are_looked_for_and_places_are_not_judged() -> None:
    metrics = measure(CAPITAL, known(evidence=()))
    assert metrics["correct"] == metrics["hit@500"] == metrics["citations_right"] == 1
    assert metrics["recall@1"] is metrics["ndcg@10"] is metrics["quote_recall"] is metrics["placement_f1"] is None
    assert metrics["short_exact"] is None  # whether the answer is a span of an evidence sentence, nobody has marked
    assert measure(RAIN, known(evidence=()))["citations_right"] == 0


def test_the_exact_words_are_judged_as_squad_judges_them_whatever_stands_around_them() -> None:
    case = known(answers=("the Oslo", "Oslo"))
    right = measure(CAPITAL, case, words="Oslo")
    assert (right["short_exact"], right["short_f1"]) == (1, 1)
    # "capital is oslo" against "oslo": 1 shared of 3 and 1, so 2*1 / (3+1)
    longer = measure(CAPITAL, case, words="capital is Oslo")
    assert (longer["short_exact"], longer["short_f1"]) == (0, 2 * 1 / (3 + 1))
    both = measure((RAIN, CAPITAL), case, words="Oslo")  # the first quote has no exact words
    assert both["short_exact"] == 1


def test_no_exact_words_where_some_would_answer_count_as_wrong() -> None:
    refused, quoted = measure(None, known()), measure(CAPITAL, known())
    assert [m[name] for m in (refused, quoted) for name in ("short_exact", "short_f1")] == [0] * 4


@pytest.mark.parametrize(
    "answer",
    ["It is a city by the sea.", "The capital is Oslo.", "slo"],
    ids=["free-form", "a whole sentence", "part of a word"],
)
def test_exact_words_are_not_judged_where_the_answer_is_no_short_span_of_the_evidence(answer: str) -> None:
    metrics = measure(CAPITAL, known(answers=(answer,)), words="Oslo")
    assert metrics["short_exact"] is metrics["short_f1"] is None


def test_an_old_log_that_does_not_say_the_exact_words_is_not_judged_by_them() -> None:
    for result in (result_of(CAPITAL, known(), words="Oslo"), result_of(None, known())):
        assert result.answer
        old = {name: value for name, value in result.answer.items() if name != "short"}
        again = score(replace(result, answer=old))
        assert again["short_exact"] is again["short_f1"] is None
        assert again["concise"] == result.metrics["concise"]


def test_an_answer_is_concise_when_it_is_right_and_each_of_its_quotes_serves() -> None:
    longer = measure((CAPITAL, RAIN, FIRST), known())
    assert (longer["correct"], longer["concise"], longer["citations_right"]) == (1, 0, 1 / 3)
    both = known(answers=("Oslo and Bergen", "Oslo"), evidence=("The capital is Oslo.", "It rains in Bergen."))
    assert measure((CAPITAL, RAIN), both)["concise"] == 1
    assert measure(RAIN, both)["concise"] == 0  # its quote is evidence, and the answer is wrong
    assert (measure(RAIN, both)["citations_right"], measure(RAIN, both)["quote_recall"]) == (1, 1 / 2)


def test_what_a_refusal_quotes_is_not_judged_as_an_answer() -> None:
    result = result_of((CAPITAL, RAIN), known(), words="Oslo")
    assert result.answer
    near = score(replace(result, answer={**result.answer, "abstained": True}))
    assert near["citations_right"] is near["quote_recall"] is near["placement_f1"] is None
    assert (near["concise"], near["short_exact"], near["citations_valid"]) == (0, 0, 1)


def test_a_claim_that_its_quote_does_not_say_is_not_supported() -> None:
    right = result_of(CAPITAL, known())
    assert right.answer
    other = {**right.answer, "answer": "The capital is Rome.[1]"}
    assert score(replace(right, answer=other))["claims_supported"] == 0
    bracketed = {**right.answer["citations"][0], "quote": "The capital is Oslo [1]", "claims": [[0, 23]]}
    assert (
        score(
            replace(right, answer={**right.answer, "answer": "The capital is Oslo (1)[1]", "citations": [bracketed]})
        )["claims_supported"]
        == 1
    )


def test_tokens_are_those_that_a_model_says_it_read_and_wrote() -> None:
    right = result_of(CAPITAL, known())
    assert right.answer
    usage = {"input_tokens": 30, "output_tokens": 12}
    assert score(replace(right, answer={**right.answer, "usage": usage}))["tokens"] == 42
    assert score(replace(right, answer={**right.answer, "usage": None}))["tokens"] is right.metrics["tokens"] is None


def test_a_result_is_scored_again_from_what_it_holds_alone() -> None:
    right = result_of(CAPITAL, known())
    assert scored(replace(right, metrics={})) == right
    assert score(replace(right, cited=(Cited("broken"),)))["citations_valid"] == 0


@pytest.mark.parametrize(
    ("cited", "case", "says"),
    [
        (CAPITAL, known(), ""),
        (None, unknown("king"), ""),
        ((CAPITAL, RAIN), known(), "Of its 2 quotes 1 does not serve."),
        (RAIN, unknown("king"), "answered, although the articles do not say"),
        (None, known(), "refused, although the articles say; the evidence was in passage 1"),
        (None, known(evidence=("Elsewhere.",), answers=("Elsewhere",)), "the evidence was not among the passages"),
        (RAIN, known(), "holds none of what is accepted"),
        (None, known(evidence=()), "no evidence is marked"),
        (CAPITAL, known(articles=("sweden",)), "No citation shows where the answer stands"),
    ],
)
def test_why_a_case_failed_is_a_sentence(cited: Quotes, case: Case, says: str) -> None:
    found = why(result_of(cited, case))
    assert says in found if says else found == ""


def test_a_crash_and_a_broken_pointer_are_said_first() -> None:
    assert why(asked({"a": ValueError("no")}, [known("a")])[0]) == "It crashed and is not scored: ValueError: no"
    assert "1 of its citations" in why(replace(result_of(CAPITAL, known()), cited=(Cited("broken"),)))
