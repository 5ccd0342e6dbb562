from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from rag.answering.confidence import Signals, WordSignals, probability
from rag.answering.model.assessment import AnswerSignals
from rag.answering.model.assessment import probability as sureness
from rag.benchmarks import fit, fit_confidence, fit_model_confidence, fit_ranking
from rag.benchmarks.fit_confidence import Observation
from rag.benchmarks.fit_ranking import Question

SURE = Signals(0.8, 0.9, 0.3, 0, 0.8, 4.0, 0)
UNSURE = Signals(0.2, 0.1, 0.3, 1, 0.1, -4.0, 1)
REST = (0.5, 0, 0.5, 0.5, 0)
"""The features after the cosine, of which only the words covered differ."""
SEEN = [
    Observation(SURE, True, True, 1.0),
    Observation(UNSURE, False, False, 0.5),
    Observation(UNSURE, False, False, 0.5),
] * 5


def test_what_is_right_more_often_gets_the_higher_probability():
    fitted = fit_confidence.fit([SEEN])
    assert probability(SURE, *fitted) > 0.9
    assert probability(UNSURE, *fitted) < 0.1


def test_the_answerable_and_the_unanswerable_weigh_the_same():
    weights = fit_confidence.balanced(
        [Observation(SURE, True, True, 1.0), *[Observation(UNSURE, False, False, 1.0)] * 3]
    )
    assert weights.tolist() == pytest.approx([2, 2 / 3, 2 / 3, 2 / 3])


def test_the_report_counts_what_each_threshold_withholds():
    lines = fit_confidence.report(SEEN, fit_confidence.fit([SEEN])).splitlines()
    assert "AUROC answerable 1.000" in lines[0]
    assert "risk 0.00 at 50%" in lines[1]
    assert "risk 0.50 at 100%" in lines[1]
    assert "threshold 0.50: over-abstention 0.000, unanswerable refused 1.000" in lines[-1]


def test_the_weights_fitted_put_the_right_sentence_first():
    # Twice the cosine decides; once it misleads, and the words covered would not.
    told = Question(np.array([[0.2, *REST], [0.8, *REST]]), np.array([False, True]))
    misled = Question(np.array([[0.6, 0.1, *REST[1:]], [0.5, 0.9, *REST[1:]]]), np.array([False, True]))
    questions = [told, told, misled]
    weights = fit_ranking.fit([questions])
    assert 0.8 * weights.lexical > 0.1 * weights.dense
    assert sum(weights) == pytest.approx(fit_ranking.TOTAL, abs=0.02)
    assert "first 1.000, among three 1.000; n = 3" in fit_ranking.report(questions, weights)


def test_a_models_answer_is_the_surer_the_more_often_such_a_one_is_right():
    near, far = AnswerSignals(2.0, 0.0, 0.0), AnswerSignals(-2.0, 0.8, 0.5)
    seen = [
        fit_model_confidence.Observation(near, True, True, 1.0),
        fit_model_confidence.Observation(far, False, True, 1.0),
        fit_model_confidence.Observation(far, False, False, 1.0),
    ] * 5
    fitted = fit_model_confidence.fit([seen])
    assert sureness(near, *fitted) > 0.9 > 0.1 > sureness(far, *fitted)
    assert fit_model_confidence.report(seen, fitted).startswith("  AUROC right 1.000; ECE 0.")


@pytest.mark.soak
@pytest.mark.model
def test_the_command_prints_weights_as_the_code_holds_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "bench" / "articles").mkdir(parents=True)
    cases = []
    for n, (name, year) in enumerate([("Aldan", 1901), ("Berle", 1922), ("Corvin", 1943)]):
        sentence = f"The painter {name} was born in {year} in a village by the sea."
        other = f"He moved to Lisbon with his family when he was {n + 12} years old."
        (tmp_path / "bench" / "articles" / f"{name}.txt").write_text(f"{name}\n\n{sentence} {other}\n")
        cases.append(
            {"id": name, "question": f"When was the painter {name} born?", "answers": [str(year)], "articles": [name]}
        )
        cases[-1] |= {"evidence": [sentence, other], "answerable": True}
    (tmp_path / "bench" / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    for what in ("ranking", "further", "confidence", "model", "sizes"):
        fit.main([what, str(tmp_path / "bench")])
    out = capsys.readouterr().out
    assert re.search(r"^Weights\(dense=[-\d.]+, .*reads=[-\d.]+\)$", out, re.MULTILINE)
    assert re.search(
        r"^WEIGHTS = Signals\(sentence_dense=[-\d.]+, .*other_thing=[-\d.]+\)\nBIAS = [-\d.]+$", out, re.MULTILINE
    )
    assert re.search(r"^WEIGHTS = Further\(reads=[-\d.]+, .*\)\nBIAS = [-\d.]+$", out, re.MULTILINE)
    assert re.search(r"^WEIGHTS = AnswerSignals\(offline=[-\d.]+, .*\)\nBIAS = [-\d.]+$", out, re.MULTILINE)
    assert out.count("bench, fitted on all") == 4
    assert len(re.findall(r"^bench +\d+|all articles: AUROC", out, re.MULTILINE)) == 3


def test_words_are_fitted_where_the_model_does_not_know_the_language():
    sure, unsure = WordSignals(0.9, 0.9, 0, 0, 0), WordSignals(0.1, 0.2, 1, 1, 1)
    fitted = fit_confidence.fit([[Observation(sure, True, True, 1.0), Observation(unsure, False, False, 1.0)] * 5])
    assert isinstance(fitted.weights, WordSignals)
    assert probability(sure, *fitted) > 0.8 > 0.2 > probability(unsure, *fitted)
