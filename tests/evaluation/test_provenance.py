from __future__ import annotations

from pathlib import Path

from helpers.scripted_rag import head, known

from rag.evaluation.cases import Case
from rag.evaluation.provenance import differences


def test_it_says_what_made_the_run() -> None:
    found = head([known()], home=Path("/home"), k=6)
    assert set(found) == {
        "format",
        "date",
        "asked",
        "settings",
        "prompts",
        "versions",
        "commit",
        "corpus",
        "cases",
        "seed",
    }
    assert found["settings"] == {"home": "/home", "k": 6}
    assert found["versions"]["python"]
    assert found["corpus"]["n"] == found["cases"]["n"] == 1
    assert found["cases"]["ids"] == ["capital"]


def test_hashes_follow_the_content_and_not_the_order() -> None:
    def hashes(cases: list[Case], corpus: list[tuple[str, str]]) -> tuple[str, str]:
        found = head(cases, corpus)
        return found["cases"]["sha256"], found["corpus"]["sha256"]

    one, other = ("x", "00"), ("y", "11")
    assert hashes([known("a"), known("b")], [one, other]) == hashes([known("b"), known("a")], [other, one])
    assert hashes([known("a")], [one])[0] != hashes([known("a", answers=("Bergen",))], [one])[0]
    assert hashes([known("a")], [one])[1] != hashes([known("a")], [("x", "11")])[1]


def test_prompts_are_known_by_their_content() -> None:
    assert head([known()], prompt_hashes={"answer.md": "00"})["prompts"] == {"answer.md": "00"}
    assert differences(
        head([known()], prompt_hashes={"answer.md": "00"}), head([known()], prompt_hashes={"answer.md": "11"})
    ) == ["prompts"]


def test_two_fingerprints_differ_by_what_could_change_an_answer() -> None:
    assert differences(head([known()], home="/a", k=6), head([known()], home="/b", k=6)) == []
    assert differences(head([known()], k=6), head([known("b")], k=7)) == ["settings", "cases"]
