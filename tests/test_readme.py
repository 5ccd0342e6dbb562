"""The README is a promise: what it shows is run here and compared."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from rag import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def masked(text: str) -> str:
    """Without what may differ from one processor to the next: decimals, percentages, the spaces that fill a table."""
    return re.sub(r"\d+\.\d+|\d+%", "N", re.sub(r"[ \t]+", " ", re.sub(r"─+", "─", text))).replace(" \n", "\n").strip()


@pytest.fixture
def folder(tmp_path: Path, seeds_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newcomer's folder, with the seeds ingested into the default library."""
    for name in ("seeds", "evals"):
        shutil.copytree(ROOT / name, tmp_path / "checkout" / name)
    monkeypatch.setenv("RAG_HOME", str(seeds_home))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path / "checkout")
    return tmp_path / "checkout"


@pytest.mark.model
@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0])
def test_a_command_prints_what_the_readme_says(folder: Path, block: str):
    command, _, expected = block.removeprefix("$ ").partition("\n")
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, cwd=folder)
    shown, printed = masked(expected), masked(done.stdout)
    if shown.endswith("…"):
        printed = printed[: len(shown) - 1] + "…"
    assert printed == shown


@pytest.mark.model
def test_the_python_session_gives_what_the_readme_says(folder: Path):
    (session,) = blocks("pycon")
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    report: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=report.append).failed == 0, "".join(report)


def test_two_commands_do_all_the_set_up():
    assert [block.strip() for block in blocks("sh")] == re.findall(r"^pip install .*", README, re.MULTILINE)
    assert len(blocks("sh")) == 2


def test_the_settings_table_is_the_settings():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) \|", README, re.MULTILINE)
    assert [(name, variable) for name, variable, _ in rows] == [
        (f.name, f"RAG_{f.name.upper()}") for f in fields(Settings)
    ]
    shown = {name: default.strip("`") for name, _, default in rows}
    for field in fields(Settings):
        if field.name != "home":
            assert shown[field.name] == str(getattr(Settings(), field.name))


def test_every_package_is_in_the_table():
    named = re.findall(r"^\| `rag/(\w+)/` \|", README, re.MULTILINE)
    assert sorted(named) == sorted(path.parent.name for path in (ROOT / "rag").glob("*/__init__.py"))
