from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from rag.errors import CaseError
from rag.evaluation.cases import Case, misfits, read_cases

if TYPE_CHECKING:
    from pathlib import Path

LINE: dict[str, Any] = {
    "id": "capital",
    "question": "What is the capital?",
    "answers": ["Oslo"],
    "articles": ["norway"],
    "evidence": ["The capital is Oslo."],
    "answerable": True,
}
NO_ANSWER = LINE | {"id": "none", "answers": [], "articles": [], "evidence": [], "answerable": False}


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def test_cases_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    cases = read_cases(write(tmp_path / "c.jsonl", LINE, NO_ANSWER))
    assert [c.id for c in cases] == ["capital", "none"]
    assert cases[0] == Case("capital", "What is the capital?", ("Oslo",), ("norway",), ("The capital is Oslo.",))


def test_a_case_may_be_asked_as_of_a_day(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path / "c.jsonl", LINE | {"as_of": "2025-06-08"}))
    assert case.as_of == case.to_dict()["as_of"] == "2025-06-08"
    with pytest.raises(CaseError, match="'as_of' must be a date"):
        read_cases(write(tmp_path / "d.jsonl", LINE | {"as_of": "8 June"}))


def test_history_and_tags_are_optional_and_read_when_given(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path / "c.jsonl", LINE | {"history": [["a", "b"], ["c", "d"]], "tags": ["fact"]}))
    assert case.history == (("a", "b"), ("c", "d"))
    assert case.tags == ("fact",)


def test_a_case_written_out_is_read_back_the_same(tmp_path: Path) -> None:
    cases = read_cases(write(tmp_path / "c.jsonl", LINE | {"history": [["a", "b"]], "tags": ["x"]}, NO_ANSWER))
    assert read_cases(write(tmp_path / "d.jsonl", *(c.to_dict() for c in cases))) == cases


def test_blank_lines_a_byte_order_mark_and_windows_newlines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(LINE).encode() + b"\r\n\r\n" + json.dumps(NO_ANSWER).encode())
    assert len(read_cases(path)) == 2


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(LINE | {"question": "one\u2028two"}, ensure_ascii=False), encoding="utf-8")
    assert read_cases(path)[0].question == "one\u2028two"


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (LINE | {"anwsers": []}, "unknown key 'anwsers'"),
        ({k: v for k, v in LINE.items() if k != "evidence"}, "the key 'evidence' is missing"),
        (LINE | {"question": 3}, "'question' must be a text"),
        (LINE | {"id": "  "}, "'id' must be a text"),
        (LINE | {"answers": "Oslo"}, "'answers' must be a list"),
        (LINE | {"answers": [""]}, "'answers' must be a list"),
        (LINE | {"tags": [1]}, "'tags' must be a list"),
        (LINE | {"answerable": "yes"}, "'answerable' must be true or false, not a text"),
        (LINE | {"answerable": 1}, "not a number"),
        (LINE | {"history": [["only a question"]]}, "'history' must be a list"),
        (LINE | {"history": "none"}, "'history' must be a list"),
        (LINE | {"answers": []}, "answerable but has no answers"),
        (LINE | {"articles": []}, "answerable but has no articles"),
        (NO_ANSWER | {"answers": ["Oslo"]}, "has answers but is not answerable"),
        (NO_ANSWER | {"evidence": ["x"]}, "has evidence but is not answerable"),
        ([1], "not an object but a list"),
        (None, "not an object but null"),
        (LINE, "the id 'capital' is used a second time"),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_file_and_line(tmp_path: Path, record: object, says: str) -> None:
    path = write(tmp_path / "c.jsonl", LINE, record)
    with pytest.raises(CaseError) as caught:
        read_cases(path)
    assert caught.value.message.startswith(f"{path}, line 2: ")
    assert says in caught.value.message
    assert "answerable" in caught.value.hint


@pytest.mark.parametrize("line", ["{", "[" * 100_000, "nonsense"])
def test_a_line_that_is_not_json_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(CaseError, match="line 1: it is n"):
        read_cases(path)


def test_a_missing_a_binary_and_an_empty_file_are_clear_errors(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty").write_text("\n")
    for name, says in (
        ("missing", "No such file"),
        ("binary", "cannot be read"),
        ("empty", "no cases"),
        ("", "cannot be read"),
    ):
        with pytest.raises(CaseError, match=says):
            read_cases(tmp_path / name)


def test_a_case_that_does_not_fit_its_articles_says_why() -> None:
    case = Case("capital", "?", ("Oslo",), ("norway",), ("The capital is Oslo.",))
    assert misfits(case, {"norway": "Cold. The capital is Oslo."}) == []
    assert misfits(case, {"norway": "The capital is Olso."}) == ["none of its articles holds 'The capital is Oslo.'"]
    assert misfits(case, {"sweden": ""}) == ["it names the article 'norway', which is not there"]
