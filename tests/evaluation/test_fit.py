from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rag.confidence import Signals
from rag.evaluation import fit
from rag.evaluation.fit import Observation

SURE = Signals(0.8, 0.9, 0.7, 0.9, 0.3, 0, 0, 0)
UNSURE = Signals(0.2, 0.1, 0.3, 0.1, 0.3, 1, 1, 1)
SEEN = [Observation(SURE, True, True, 1.0), Observation(UNSURE, False, False, 0.5), Observation(UNSURE, False, False, 0.5)] * 5


def test_what_is_right_more_often_gets_the_higher_probability():
    weights, bias = fit.fit([SEEN])
    assert fit.probability(SURE, weights, bias) > 0.9
    assert fit.probability(UNSURE, weights, bias) < 0.1


def test_the_report_counts_what_each_threshold_withholds():
    weights, bias = fit.fit([SEEN])
    lines = fit.report(SEEN, weights, bias).splitlines()
    assert "AUROC answerable 1.000" in lines[0]
    assert "threshold 0.50: over-abstention 0.000, unanswerable refused 1.000" in lines[-1]


@pytest.mark.model
def test_the_command_prints_weights_as_the_code_holds_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "bench" / "articles").mkdir(parents=True)
    cases = []
    for n, (name, year) in enumerate([("Aldan", 1901), ("Berle", 1922), ("Corvin", 1943)]):
        sentence = f"The painter {name} was born in {year} in a village by the sea."
        other = f"He moved to Lisbon with his family when he was {n + 12} years old."
        (tmp_path / "bench" / "articles" / f"{name}.txt").write_text(f"{name}\n\n{sentence} {other}\n")
        cases.append({"id": name, "question": f"When was the painter {name} born?", "answers": [str(year)], "articles": [name]})
        cases[-1] |= {"evidence": [sentence], "answerable": True}
    (tmp_path / "bench" / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases))
    fit.main([str(tmp_path / "bench")])
    out = capsys.readouterr().out
    assert re.search(r"^WEIGHTS = Signals\(sentence_dense=[-\d.]+, .*absent_name=[-\d.]+\)\nBIAS = [-\d.]+$", out, re.MULTILINE)
    assert "bench, fitted on all" in out
