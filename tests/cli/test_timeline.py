"""`rag timeline`."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.command_line import Door


def test_each_step_has_its_day_and_its_source_and_all_are_counted(rag: Door, seeds_home: Path):
    done = rag("timeline", "Scale", "AI")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("no date     “")
    assert "[1] " in done.out
    assert done.out.rstrip().endswith("from 2 articles")


def test_the_document_can_be_checked_again(rag: Door, seeds_home: Path, tmp_path: Path):
    document = rag("timeline", "Scale AI", "-k", "2", "--json").document
    assert 1 <= len(document["steps"]) <= 2
    assert [step["text"] for step in document["steps"]] == [cited["quote"] for cited in document["citations"]]
    saved = tmp_path / "timeline.json"
    saved.write_text(json.dumps(document), encoding="utf-8")
    assert rag("check", str(saved), "--json").document["counts"]["valid"] == len(document["steps"])


def test_it_is_written_as_markdown(rag: Door, seeds_home: Path, tmp_path: Path):
    out = tmp_path / "story.md"
    done = rag("timeline", "Scale AI", "--out", str(out))
    text = out.read_text(encoding="utf-8")
    assert (done.code, done.out) == (0, "")
    assert text.startswith("# Scale AI\n\n- **no date** ")
    assert "[^1]: " in text


def test_of_an_unknown_story_there_is_nothing_to_tell(rag: Door, seeds_home: Path):
    done = rag("timeline", "volcano in Iceland", "--since", "2030-01-01")
    assert (done.code, done.out) == (0, "The articles tell nothing of this.\n")
