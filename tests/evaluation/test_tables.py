from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from helpers.scripted_rag import CAPITAL, MIXED, RAIN, SCRIPT, asked, head, known, mixed
from rich.console import Console

from rag.evaluation.baseline import Fall
from rag.evaluation.compare import compare
from rag.evaluation.logs import Log
from rag.evaluation.scoring import CaseResult
from rag.evaluation.summary import summarise
from rag.evaluation.tables import (
    between,
    failed,
    number,
    render,
    render_comparison,
    render_failures,
    render_falls,
    render_tags,
)


def printed(*parts: object, width: int = 120) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(*parts, sep="\n")
    return out.getvalue()


def test_a_metric_has_its_interval_and_a_dash_stands_for_what_was_not_measured() -> None:
    lines = printed(render(summarise(mixed()))).splitlines()
    assert next(line for line in lines if "AUROC" in line).split()[-3:] == ["–", "–", "0"]
    assert next(line for line in lines if "answer accuracy" in line).split()[-5:] == [
        "0.333",
        "0.000",
        "…",
        "1.000",
        "3",
    ]


def test_metrics_stand_under_the_name_of_their_group() -> None:
    lines = [line.strip() for line in printed(render(summarise(mixed()))).splitlines()]
    places = [lines.index(group) for group in ("retrieval", "answer", "citations", "abstention", "confidence", "cost")]
    assert places == sorted(places)


def test_the_table_says_how_many_were_not_scored() -> None:
    results = asked({"a": ValueError("no"), "b": CAPITAL}, [known("a"), known("b")])
    assert "2 cases, 1 of them crashed and not scored" in printed(render(summarise(results)))


def unfit(name: str) -> CaseResult:
    return CaseResult(known(name), None, error="it names the article 'sweden', which is not there", unfit=True)


def test_what_failed_is_named_with_its_reason_and_the_right_ones_are_counted_in_words() -> None:
    results = [*mixed(), unfit("f"), *asked({"g": ValueError("no")}, [known("g")])]
    lines = printed(*render_failures(summarise(results), failed(results)), width=200).splitlines()
    assert lines[0] == "2 of 5 right."
    assert [line.strip().partition(":")[0] for line in lines[1:]] == ["f", "g", "b", "c", "e"]
    assert "it names the article 'sweden', which is not there" in lines[1]
    assert "It crashed and is not scored: ValueError: no" in lines[2]
    assert "The answer holds none of what is accepted; the evidence was in passage 1." in lines[3]


def test_of_many_failed_cases_the_rest_is_counted_and_the_report_named() -> None:
    results = asked({f"q{n}": RAIN for n in range(30)}, [known(f"q{n}") for n in range(30)])
    lines = printed(*render_failures(summarise(results), failed(results))).splitlines()
    assert len(lines) == 1 + 20 + 1
    assert lines[-1].strip() == "And 10 more. To see all with their answers, type:"


def test_a_run_without_a_failure_names_nothing() -> None:
    results = asked({"a": CAPITAL}, [known("a")])
    assert printed(*render_failures(summarise(results), failed(results))) == "1 of 1 right.\n"


def test_the_table_says_how_many_cases_do_not_fit() -> None:
    summary = summarise([*mixed(), unfit("f")])
    assert "6 cases, 1 not fitting the articles and not asked" in printed(render(summary))
    assert (summary.unfit, summary.not_scored, summary.right) == (1, 0, 2)
    figures = [[row.n for row in each.rows] for each in (summary, summarise(mixed()))]
    assert figures[0] == figures[1]


def test_every_table_fits_into_eighty_columns_with_its_figures_whole() -> None:
    long = [replace(case, tags=("boilerplate",)) for case in MIXED]
    logs = [Log(Path("x"), head(MIXED), tuple(asked({**SCRIPT, **more}, long, 0.5))) for more in ({}, {"a": RAIN})]
    summary, found = summarise(logs[0].results), compare(*logs)
    names = ("seeds-20261122-041143", "seeds-20261122-041144")
    text = printed(render(summary), render_tags(summary), *render_comparison(found, names), width=80)
    assert "…" not in text.replace(" … ", "")
    assert max(map(len, text.splitlines())) <= 80


def test_a_tag_is_text_and_not_markup() -> None:
    assert "[bold]x" in printed(render_tags(summarise(asked({"a": CAPITAL}, [known("a", tags=("[bold]x",))]))))


def test_a_comparison_shows_the_flips_before_the_figures_and_both_answers_on_one_line() -> None:
    logs = [Log(Path("x"), head(MIXED), tuple(asked({**SCRIPT, **more}, MIXED))) for more in ({}, {"a": RAIN})]
    text = printed(*render_comparison(compare(*logs), ("before", "after")))
    assert "worse  a" in text
    assert any("The capital is Oslo." in line and "It rains in Bergen." in line for line in text.splitlines())
    assert (
        text.index("The capital is Oslo.")
        < text.index("1 of 5 questions flipped: 1 worse, 0 better.")
        < text.index("answer accuracy")
    )
    assert "expected: Oslo" in text
    assert "-0.333" in text
    assert "Settings, prompts and versions are the same." in text


def test_a_fall_names_its_questions_and_counts_the_rest() -> None:
    many = tuple(f"q{n}" for n in range(25))
    text = printed(
        *render_falls(
            [Fall("answer", "answer accuracy", 0.8, 0.7, 0.02, many), Fall("auroc", "AUROC", 0.8, None, 0.02, ())]
        )
    )
    assert "answer accuracy: 0.800 in the baseline, 0.700 now; 0.02 worse is allowed." in text
    assert "q19 and 5 more" in text
    assert "It is made of all questions together." in text


def test_numbers_are_short() -> None:
    assert [number(value) for value in (None, 0.12345, 59.87)] == ["–", "0.123", "59.9"]
    assert [number(value, sign=True) for value in (0.5, -0.0001)] == ["+0.500", "+0.000"]
    assert between(None, 1.0) == "–"
