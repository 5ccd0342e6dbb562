from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.scripted_rag import CAPITAL, asked, known, mixed

from rag.evaluation.plots import HEIGHT, WIDTH, plots


def test_a_run_with_confidences_has_three_plots_and_one_without_has_the_seconds_alone() -> None:
    titles = [plot.title for plot in plots(mixed(confidence=0.5))]
    assert titles == ["Risk and coverage", "Calibration", "Seconds by question"]
    assert [plot.title for plot in plots(mixed())] == ["Seconds by question"]
    assert plots([]) == plots(asked({"a": ValueError("no")}, [known("a")])) == []


def test_risk_is_drawn_from_the_surest_answer_to_all_that_are_shown() -> None:
    risk = plots(mixed(confidence=0.5))[0]
    # a, b, e of five; b and e of these
    assert "60% of the questions are answered, 67% of the answers are wrong" in risk.says
    (as_it_is,) = risk.dots
    assert as_it_is.title == "as it is: 60% answered, 66.7% of them wrong"


def test_calibration_has_a_dot_a_bin_on_the_line_where_what_is_said_is_so() -> None:
    plot = plots(mixed(confidence=0.5))[1]
    assert [dot.title for dot in plot.dots] == ["said 50%, 25% right, n = 4"]
    assert plot.reference.startswith("M")


def test_every_case_is_in_a_bar_and_every_bar_on_the_canvas() -> None:
    seconds = [0.0, 0.004, 0.005, 0.9, 30.0]
    results = [replace(result, seconds=taken) for result, taken in zip(mixed(), seconds, strict=True)]
    (plot,) = plots(results)
    assert sum(int(bar.title.rpartition(": ")[2]) for bar in plot.bars) == 5
    assert all(0 <= bar.x < bar.x + bar.width <= WIDTH and 0 <= bar.y <= HEIGHT and bar.height > 0 for bar in plot.bars)
    assert plot.says == "Half of the questions took at most 5 ms, 95 % at most 30 s."


def test_a_label_of_an_axis_stands_where_its_number_lies() -> None:
    results = [replace(asked({"a": CAPITAL}, [known("a")], 0.5)[0], seconds=taken) for taken in (1, 1, 1, 9)]
    risk, _, seconds = plots(results)
    assert [tick.label for tick in risk.y_ticks] == ["0%", "2.5%", "5%", "7.5%", "10%"]
    three, one = seconds.bars
    assert [(tick.label, tick.at) for tick in seconds.y_ticks] == [("0", seconds.bottom), ("1", one.y), ("3", three.y)]


@pytest.mark.parametrize("taken", [0.001, 0.01, 1.0, 3.7])
def test_one_case_or_cases_that_all_took_as_long_have_a_bar(taken: float) -> None:
    (plot,) = plots([replace(asked({"a": CAPITAL}, [known("a")])[0], seconds=taken)])
    assert len(plot.bars) == 1
