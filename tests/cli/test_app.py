"""The command line as a whole: help, usage, errors, exit codes, and the program in a terminal or a pipe."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers.command_line import Door, in_terminal, on_posix
from helpers.seed_questions import ONE, REVENUE, TWO

from rag import __version__

COMMANDS = ("ingest", "ask", "chat", "check", "list", "show", "remove", "rebuild", "copy", "doctor", "eval")
PROGRAM = [sys.executable, "-m", "rag"]


def test_help_is_there_at_once_and_names_every_command():
    program = "import sys; from rag.cli.app import main; code = main(['--help']); print(code, *sys.modules)"
    began = time.perf_counter()
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert time.perf_counter() - began < 5  # an idle machine needs a fiftieth of that
    assert all(f"\n  {command} " in shown for command in COMMANDS)
    code, *modules = shown.splitlines()[-1].split()
    assert code == "0"
    heavy = {
        "torch",
        "transformers",
        "sentence_transformers",
        "chromadb",
        "langchain",
        "langchain_core",
        "openvino",
        "numpy",
        "rich",
    }
    assert not heavy & set(modules)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_its_common_options(rag: Door, command: str):
    done = rag(command, *(["run"] if command == "eval" else []), "--help")
    assert done.code == 0
    assert "--home" in done.out
    assert "--json" in done.out


def test_the_version_is_the_packages(rag: Door):
    assert rag("--version") == (0, f"rag {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["ask"], ["ask", "x", "-k", "0"], ["show"], ["list", "--colour"], ["ingest", "x", "--set", "y=z"]],
)
def test_a_wrong_command_line_is_a_usage_error(rag: Door, arguments: list[str]):
    done = rag(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err
    in_json = rag(*arguments, "--json")
    assert in_json.code == 2
    assert in_json.document["error"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", " "], "question is empty"),
        (["ask", "x", "--since", "yesterday"], "'yesterday' is not a date"),
        (["ask", "x", "--article", "nobody"], "'nobody'"),
        (["show", "nobody"], "'nobody'"),
        (["show", ONE, "--version", "zzz"], "'zzz'"),
        (["remove", ONE, "nobody"], "'nobody'"),
        (["check", "nowhere.json"], "nowhere.json cannot be read"),
        (["eval", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["eval", "--out", "/dev/null/logs"], "/dev/null/logs for the log cannot be made"),
        (["ingest", "x.txt", "--set", "published=yesterday"], "'yesterday' is not a date"),
        (["list", "--home", f"/tmp/{'x' * 300}"], "cannot be read"),
        (["ask", "caf\udce9"], "is not valid UTF-8"),
    ],
)
def test_what_the_user_can_mend_is_said_in_a_sentence(rag: Door, seeds_home: Path, arguments: list[str], words: str):
    done = rag(*arguments)
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    assert "Traceback" not in done.err
    in_json = rag(*arguments, "--json")
    assert in_json.code == 1
    assert words in in_json.document["error"]
    assert in_json.document["error"] in done.err
    assert set(in_json.document) == {"error", "hint"}


@pytest.mark.parametrize("arguments", [["ask", "x"], ["show", "x"], ["remove", "x"], ["chat"], ["rebuild"]])
def test_an_empty_library_says_what_to_type(rag: Door, arguments: list[str]):
    done = rag(*arguments)
    assert done.code == 1
    assert "rag ingest PATH" in done.err


def test_a_broken_setting_is_named(rag: Door, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RAG_KK", "8")
    assert rag("list").code == 1
    assert "'kk'" in rag("list", "--json").document["error"]


def test_a_reader_that_has_seen_enough_is_no_error(seeds_home: Path):
    for arguments in (["show", TWO], ["show", TWO, "--json"], ["list"]):
        done = subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        assert done.stderr.read() == b""
        done.stderr.close()
        assert done.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's device that is always full")
@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["show", TWO]])
def test_a_full_disk_is_said_in_a_sentence(seeds_home: Path, arguments: list[str]):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("The output cannot be written: No space left on device.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_ctrl_c_leaves_with_130_and_no_traceback(seeds_home: Path):
    done = subprocess.Popen(
        [*PROGRAM, "chat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert done.stdin is not None
    assert done.stdout is not None
    done.stdin.write(f"{REVENUE}\n")
    done.stdin.flush()
    assert "870 million" in done.stdout.readline()
    done.send_signal(signal.SIGINT)
    _, err = done.communicate(timeout=20)
    assert (done.returncode, err) == (130, "Interrupted.\n")


@on_posix
def test_in_a_terminal_there_is_colour_unless_the_user_wants_none(seeds_home: Path):
    assert "\x1b[1;31mNo article is called 'nobody'.\x1b[0m" in in_terminal(80, "show", "nobody")
    assert "\x1b[1mNo article" in in_terminal(80, "show", "nobody", environment={"NO_COLOR": "1"})
    assert "\x1b" not in in_terminal(80, "show", "nobody", environment={"TERM": "dumb"})


@on_posix
@pytest.mark.parametrize("columns", [40, 80])
def test_in_a_terminal_nothing_is_wider_than_it(seeds_home: Path, columns: int):
    for arguments in (["ask", "--context", REVENUE], ["list"], ["show", ONE], ["show", "nobody" * 20]):
        shown = in_terminal(columns, *arguments, environment={"TERM": "dumb"})
        assert max(len(line) for line in shown.splitlines()) <= columns
