"""`rag doctor`: what it finds, and what it says to type."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from helpers.command_line import Door
from helpers.openai_server import Script, openai_server
from helpers.seed_questions import REVENUE


def test_the_doctor_finds_a_good_library_good(rag: Door, seeds_home: Path):
    done = rag("doctor", "--json")
    assert done.code == 0, done.out
    assert done.document["ok"] is True
    whats = {
        "Python",
        "packages",
        "home",
        "space",
        "embedding model",
        "reader",
        "chat model",
        "catalog",
        "writer",
        "indexes",
        "library",
    }
    assert {check["what"] for check in done.document["checks"]} == whats
    lines = rag("doctor").out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert any("2 articles" in line for line in lines)


def test_the_doctor_reaches_the_chat_model_and_asks_it_nothing(
    rag: Door, seeds_home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RAG_MODEL", "openai:scripted")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    done = rag("doctor")
    assert done.code == 1
    assert "openai:scripted needs a key, and none is set. Set OPENAI_API_KEY" in done.out
    with openai_server(Script("x")) as server:
        monkeypatch.setenv("RAG_BASE_URL", server.url)
        assert "openai:scripted can be reached" in rag("doctor").out
        assert server.requests == []


def test_the_doctor_says_how_to_mend_what_is_wrong(rag: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    done = rag("doctor", "--home", tmp_path / "file" / "library")
    assert done.code == 1
    assert "fail" in done.out
    assert "--home" in done.out
    assert "cannot be read" in rag("doctor", "--home", tmp_path / ("x" * 300)).out
    assert "rag ingest PATH" in rag("doctor").out
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "is not a folder" in rag("doctor", "--home", tmp_path / "link").out
    monkeypatch.setenv("RAG_K", "many")
    done = rag("doctor", "--json")
    assert done.code == 1
    assert done.document["checks"][-1]["status"] == "fail"


def test_the_doctor_sees_what_no_question_meets(rag: Door, seeds_home: Path):
    (chroma,) = seeds_home.glob("index-*/chroma/chroma.sqlite3")
    with closing(sqlite3.connect(chroma)) as db:
        db.execute("DELETE FROM embeddings WHERE id = (SELECT min(id) FROM embeddings)")
        db.commit()
    assert rag("ask", REVENUE).code == 0
    done = rag("doctor", "--json")
    assert done.code == 1
    (failed,) = [check for check in done.document["checks"] if check["status"] == "fail"]
    assert failed["what"] == "indexes"
    assert "rag rebuild" in failed["fix"]
    assert rag("rebuild").code == 0
    assert rag("doctor").code == 0


def test_the_doctor_compares_nothing_while_another_writes_and_warns_of_a_home_open_to_others(
    rag: Door, seeds_home: Path
):
    from rag.storage.local.locks import WriterLock

    seeds_home.chmod(0o755)
    with WriterLock(seeds_home / "writer.lock").hold():
        done = rag("doctor", "--json")
    assert done.code == 0
    warnings = {check["what"]: check for check in done.document["checks"] if check["status"] == "warn"}
    assert "try again" in warnings["writer"]["fix"]
    assert os.name != "posix" or f"chmod 700 {seeds_home}" in warnings["home"]["fix"]
