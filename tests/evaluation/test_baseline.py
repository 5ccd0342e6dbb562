from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.scripted_rag import CAPITAL, MIXED, RAIN, SCRIPT, asked, head

from rag.errors import CaseError
from rag.evaluation.baseline import MAX_DROPS, Fall, falls, read_baseline, write_baseline
from rag.evaluation.logs import Log
from rag.evaluation.summary import BY_KEY


def log(corpus: str = "00", **script: object) -> Log:
    results = asked({**SCRIPT, **script}, MIXED, confidence=0.5)  # type: ignore[dict-item]
    return Log(Path("run.jsonl"), head(MIXED, [("norway", corpus)]), tuple(results))


def gated(tmp_path: Path, before: Log, now: Log, **max_drops: float) -> dict[str, Fall]:
    write_baseline(tmp_path / "baseline.json", before)
    return {fall.key: fall for fall in falls(read_baseline(tmp_path / "baseline.json"), now, max_drops)}


def test_a_run_passes_its_own_baseline(tmp_path: Path) -> None:
    assert gated(tmp_path, log(), log()) == {}


def test_a_run_that_is_better_passes(tmp_path: Path) -> None:
    assert gated(tmp_path, log(), log(b=CAPITAL, c=CAPITAL, e=None)) == {}


def test_a_fall_names_the_questions_that_caused_it(tmp_path: Path) -> None:
    fallen = gated(tmp_path, log(c=CAPITAL), log(a=RAIN, c=CAPITAL))
    assert fallen["answer"].before == pytest.approx(2 / 3)
    assert fallen["answer"].now == pytest.approx(1 / 3)
    assert fallen["answer"].cases == ("a",)
    assert fallen["any_citation_right"].cases == ("a",)
    assert "abstention_recall" not in fallen


def test_what_should_be_low_falls_by_rising(tmp_path: Path) -> None:
    fallen = gated(tmp_path, log(), log(a=None))
    assert fallen["over_abstention"].cases == ("a",)
    assert fallen["abstention_precision"].cases == ("a",)  # not there in the baseline, where it was not refused


def test_a_fall_within_what_is_allowed_passes(tmp_path: Path) -> None:
    now = log(a=RAIN)
    allowed = dict.fromkeys(MAX_DROPS, 1.0)
    assert gated(tmp_path, log(), now, **allowed) == {}
    assert set(gated(tmp_path, log(), now, **(allowed | {"answer": 0.3}))) == {"answer"}  # from 1/3 to 0
    assert gated(tmp_path, log(), now, **(allowed | {"answer": 0.34})) == {}


def test_a_metric_that_can_no_longer_be_measured_has_fallen(tmp_path: Path) -> None:
    fallen = gated(tmp_path, log(), log(a=None, b=None, e=None))
    assert fallen["citations_valid"].now is None


def test_a_crash_is_named_where_it_moves_a_metric(tmp_path: Path) -> None:
    assert gated(tmp_path, log(), log(a=ValueError("no")))["answer"].cases == ("a",)


def test_a_baseline_is_of_certain_cases_and_articles(tmp_path: Path) -> None:
    with pytest.raises(
        CaseError, match="This run and the baseline cannot be compared: they are of different articles"
    ) as caught:
        gated(tmp_path, log(), log(corpus="11"))
    assert "--write-baseline" in caught.value.hint
    with pytest.raises(CaseError, match="no metric 'speed'"):
        gated(tmp_path, log(), log(), speed=1.0)


def test_a_baseline_from_before_a_metric_does_not_watch_it(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(path, log())
    old = json.loads(path.read_text())
    new = ("concise", "short_f1", "quote_precision")
    for figures in (old["metrics"], *old["by_case"].values()):
        for key in new:
            figures.pop(key, None)
    path.write_text(json.dumps(old))
    assert falls(read_baseline(path), log(), {}) == []
    assert {"answer", "citations_right"} <= {fall.key for fall in falls(read_baseline(path), log(a=RAIN), {})}
    assert set(new[::2]) <= gated(tmp_path, log(), log(a=RAIN)).keys()


def test_a_run_with_crashes_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="A run with crashes is no baseline: a"):
        write_baseline(tmp_path / "baseline.json", log(a=ValueError("no")))
    assert list(tmp_path.iterdir()) == []


def test_a_baseline_has_a_line_a_case_and_is_the_same_for_the_same_run(tmp_path: Path) -> None:
    write_baseline(tmp_path / "one.json", log())
    write_baseline(tmp_path / "two.json", log())
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert sum(line.startswith('    "') for line in (tmp_path / "one.json").read_text().splitlines()) == len(MIXED)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "two.json"]
    with pytest.raises(CaseError, match="cannot be written"):
        write_baseline(tmp_path / "one.json" / "x.json", log())


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2}', "[" * 100_000, json.dumps({"format": 1, "cases": 3})]
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "baseline.json").write_text(text)
    with pytest.raises(CaseError, match="is not a baseline"):
        read_baseline(tmp_path / "baseline.json")
    with pytest.raises(CaseError, match="cannot be read"):
        read_baseline(tmp_path / "nowhere.json")


def test_every_watched_metric_exists_and_has_a_side_that_is_worse() -> None:
    assert all(BY_KEY[key].better != "neither" for key in MAX_DROPS)
