"""`rag ingest --follow` as a program. A file is whole after a second, so that each of these takes some."""

from __future__ import annotations

import json
import re
import signal
import sys
from pathlib import Path

import pytest
from helpers.command_line import Door
from helpers.forked_program import Started

RUN = "from rag.__main__ import run; run()"
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d "
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


@on_posix
def test_each_outcome_is_a_line_with_its_time_until_ctrl_c_ends_it_well(rag: Door, articles: Path):
    (articles / "ferry.txt").unlink()
    process = Started(RUN, "ingest", "--follow", "3600", articles)
    assert re.fullmatch(f"{TIME}added      copper\n", process.stdout.readline())
    text = (articles / "copper.txt").read_text(encoding="utf-8")
    (articles / "tin.txt").write_text(text.replace("copper", "tin"), encoding="utf-8")
    assert re.fullmatch(f"{TIME}added      tin\n", process.stdout.readline())
    (articles / "twin.txt").write_text(text, encoding="utf-8")
    assert re.fullmatch(f"{TIME}duplicate  twin has the same text as copper, .*\n", process.stdout.readline())
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate()
    assert (said, errors, process.returncode) == ("", "Following. Ctrl-C ends it.\n", 0)
    assert rag("ingest", articles).out == "2 unchanged, 1 duplicate\n"


@on_posix
def test_in_json_each_line_is_a_document(articles: Path):
    process = Started(RUN, "ingest", "--json", "--follow", "3600", articles, articles / "nowhere.txt")
    lines = [json.loads(process.stdout.readline()) for _ in range(3)]
    process.send_signal(signal.SIGINT)
    assert process.communicate()[0] == ""
    assert process.returncode == 0
    assert [(line["status"], line["article_id"]) for line in lines] == [
        ("failed", "nowhere"),
        ("added", "copper"),
        ("added", "ferry"),
    ]
    assert set(lines[0]) == {"time", "status", "article_id", "origin", "detail"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", lines[0]["time"])


def test_what_cannot_begin_fails_as_any_command_does(rag: Door, articles: Path):
    done = rag("ingest", "--follow", "5", "-")
    assert (done.code, done.out) == (1, "")
    assert "Standard input cannot be followed: it ends." in done.err
    done = rag("ingest", "--follow", "5", "-", "--json")
    assert done.document["error"] == "Standard input cannot be followed: it ends."
    assert done.out.count("\n") == 1
    assert rag("ingest", "--follow", "0", articles).code == 2
    assert rag("ingest", "--follow", articles).code == 2
