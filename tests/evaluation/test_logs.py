from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.scripted_rag import CAPITAL, MIXED, asked, head, known, mixed, write_log

from rag.errors import CaseError
from rag.evaluation.logs import LogWriter, drop_unfinished_line, make_folder, new_path, read_log, read_whole_log
from rag.evaluation.scoring import Cited
from rag.evaluation.summary import summarise


def test_a_log_is_read_back_as_it_was_written_in_the_order_of_its_cases(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    results = mixed(confidence=0.5)
    write_log(path, head(MIXED, k=6), reversed(results))
    log = read_log(path)
    assert list(log.results) == results
    assert log.fingerprint["settings"] == {"k": 6}
    assert log.left == 0


def test_a_line_holds_all_that_came_of_a_case(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    write_log(path, head([known()]), asked({"capital": CAPITAL}, [known()]))
    _, line = (json.loads(text) for text in path.read_text(encoding="utf-8").splitlines())
    assert line["case"]["id"] == "capital"
    assert line["answer"]["citations"][0]["quote"] == line["plain"] == "The capital is Oslo."
    assert line["answer"]["passages"][0]["score"] == 0.5
    assert line["cited"] == [{"status": "valid", "before": "Norway is long. ", "after": " It rains in Bergen."}]
    assert line["metrics"]["correct"] == 1
    assert {"seconds", "error", "gold"} <= set(line)


def test_metrics_are_computed_anew_whatever_the_log_says(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    (result,) = asked({"capital": CAPITAL}, [known()])
    write_log(path, head([known()]), [replace(result, metrics={"correct": 0.0})])
    assert read_log(path).results[0].metrics["correct"] == 1


def test_a_log_from_before_there_were_exact_words_measures_none(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    write_log(path, head(MIXED), mixed())
    first, *lines = (json.loads(text) for text in path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        del line["answer"]["short"]
        for citation in line["answer"]["citations"]:
            del citation["answer"]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in (first, *lines)), encoding="utf-8")
    rows = {row.key: row for row in summarise(read_log(path).results).rows}
    assert [(rows[key].value, rows[key].n) for key in ("short_exact", "short_f1")] == [(None, 0)] * 2
    assert (rows["concise"].value, rows["concise"].n) == (1 / 3, 3)


def test_a_run_that_broke_off_is_read_as_far_as_it_went_and_continued_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    results = mixed()
    write_log(path, head(MIXED), results[:2])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"case": {"id": "c", "question": "Where is the caf')
    with path.open("ab") as file:
        file.write("é".encode()[:1])
    log = read_log(path)
    assert ([r.case.id for r in log.results], log.left) == (["a", "b"], 3)
    with pytest.raises(CaseError, match="was interrupted with 3 cases left") as caught:
        read_whole_log(path)
    assert caught.value.hint == f"Type: rag eval --resume {path}"
    drop_unfinished_line(path)
    with LogWriter(path) as more:
        for result in results[2:]:
            more.add(result)
    assert list(read_whole_log(path).results) == results


def test_every_result_is_on_the_disk_when_the_next_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with LogWriter(path, head(MIXED)) as log:
        for count, result in enumerate(mixed(), 1):
            log.add(result)
            assert len(read_log(path).results) == count


def test_a_lone_half_of_an_emoji_as_a_terminal_may_send_it_can_be_written(tmp_path: Path) -> None:
    odd = known(question="what is \ud800?")
    path = tmp_path / "run.jsonl"
    write_log(path, head([odd]), asked({odd.question: CAPITAL}, [odd]))
    assert read_log(path).results[0].case.question == odd.question


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("{", "breaks off in its first line"),
        ("[]\n", "line 1: this is not a line of a log"),
        ('{"format": 1, "date": "2025"}\n', "line 1: .*its format is 1, not 2"),
        ("nonsense\n", "line 1"),
        ("[" * 100_000 + "\n", "line 1"),
        (json.dumps(head([known()])) + '\n{"case": {}}\n', "line 2"),
        (json.dumps(head([known()])) + "\n\n", "line 2"),
    ],
)
def test_what_is_no_log_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=says):
        read_log(path)


def test_a_file_that_cannot_be_read_or_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CaseError, match=r"The log .* cannot be read: No such file"):
        read_log(tmp_path / "nowhere.jsonl")
    with pytest.raises(CaseError, match=r"The log .* cannot be written"):
        write_log(tmp_path / "file" / "run.jsonl", head(MIXED), mixed())
    with pytest.raises(CaseError, match=r"The log .* cannot be written: File exists"):
        write_log(tmp_path / "file", head(MIXED), mixed())
    with pytest.raises(CaseError, match=r"The folder .* for the log cannot be made"):
        make_folder(tmp_path / "file" / "logs")


def test_a_log_never_takes_the_name_of_another(tmp_path: Path) -> None:
    paths = []
    for _ in range(3):
        paths.append(new_path(tmp_path, "seeds"))
        paths[-1].touch()
    assert len(set(paths)) == 3
    assert all(path.name.startswith("seeds-") for path in paths)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"confidence": "x"}, {"confidence": [[1]]}, {"passages": [{"score": None}]}, {"rejected": ["x"]}),
        *({"rejected": 7}, {"answer_spans": 7}, {"answer_spans": [[1]]}, {"answer_spans": [["a", "b"]]}),
        *({"nearest": 7}, {"nearest": [{}]}),
        {"short": 7},
    ],
)
def test_an_answer_of_the_wrong_shape_is_no_line_of_a_log(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "run.jsonl"
    write_log(path, head([known()]), asked({"capital": CAPITAL}, [known()]))
    first, line = (json.loads(text) for text in path.read_text(encoding="utf-8").splitlines())
    line["answer"] |= wrong
    path.write_text(f"{json.dumps(first)}\n{json.dumps(line)}\n", encoding="utf-8")
    with pytest.raises(CaseError, match="line 2: this is not a line of a log"):
        read_log(path)


def test_ids_that_are_no_texts_are_no_head_of_a_log(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    wrong = head([known()]) | {"cases": {"ids": [[]], "n": 1, "sha256": "x"}}
    path.write_text(json.dumps(wrong) + "\n", encoding="utf-8")
    with pytest.raises(CaseError, match="line 1: this is not a line of a log"):
        read_log(path)


def test_how_the_nearest_quotes_resolved_is_read_back_and_an_earlier_log_has_none(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    (result,) = asked({"b": None}, [known("b")])
    assert result.answer
    quote = asked({"a": CAPITAL}, [known("a")])[0].answer["citations"][0]  # type: ignore[index]
    near = replace(result, answer={**result.answer, "nearest": [quote]}, nearest=(Cited("valid", "x", "y"),))
    write_log(path, head([known("b")]), [near])
    assert read_log(path).results == (near,)
    first, line = (json.loads(text) for text in path.read_text(encoding="utf-8").splitlines())
    del line["nearest"], line["answer"]["nearest"], line["answer"]["answer_spans"]
    path.write_text(f"{json.dumps(first)}\n{json.dumps(line)}\n", encoding="utf-8")
    assert read_log(path).results[0].nearest == ()
