from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from helpers.malformed_inputs import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from rag.chat import transcript
from rag.chat.turn import Turn
from rag.errors import RagError
from rag.terminal.sanitize import one_line
from rag.types import Claim, Draft, Passage, Sentence
from rag.verification.citations import verify

TEXT = "It closed in 2024. Nobody was hurt."
ACTIVE = "\\`*_{}[]<>|~^$@&#"


def turn(question: str = "When?", text: str = TEXT, title: str = "The mine", understood: str | None = None) -> Turn:
    cut = text.find(". ") + 1 or len(text)
    sentences = tuple(Sentence(a, b, text[a:b]) for a, b in ((0, cut), (cut + 1, len(text))) if a < b)
    passage = Passage("a_mine", "0" * 64, 0, len(text), text, 1.0, title, "The Herald", "2025-06-08", sentences)
    claims = tuple(Claim(sentence.text, (f"1.{n}",)) for n, sentence in enumerate(sentences, 1))
    return Turn(question, verify(question, Draft(claims, "m"), [passage], understood=understood))


def test_an_answer_has_a_footnote_for_each_source():
    assert transcript.markdown([turn()]) == (
        "# Questions and answers\n\n## When?\n\nIt closed in 2024.[^1] Nobody was hurt.[^2]\n\n"
        "[^1]: The mine, The Herald, 2025-06-08: “It closed in 2024.” "
        "Characters 0 to 18 of a\\_mine, version 000000000000.\n\n"
        "[^2]: The mine, The Herald, 2025-06-08: “Nobody was hurt.” "
        "Characters 19 to 35 of a\\_mine, version 000000000000.\n"
    )


def test_a_quote_cited_twice_has_one_footnote():
    text = transcript.markdown([turn(), turn("And then?", understood="And when then?")])
    assert text.count("[^1]: ") == 1
    assert text.count("hurt.[^2]") == 2
    assert "## And then?\n\n*Understood as: And when then?*\n\n" in text


def test_an_abstention_has_no_footnotes():
    abstained = Turn("Who?", verify("Who?", Draft((), "m"), []))
    assert transcript.markdown([abstained]).endswith("## Who?\n\nThe articles do not answer this question.\n")


@pytest.mark.parametrize(
    "line",
    [
        "1. not a list",
        "- nor this",
        "+ nor",
        "# no heading",
        "> no quote",
        "| a | b |",
        "2) none",
        "= line",
        ": term",
        "[^1]: no note",
        "% title",
    ],
)
def test_nothing_that_an_article_says_begins_a_block(line: str):
    assert transcript.escaped(line).replace("\\", "") == line
    assert transcript.escaped(line) != line
    assert not re.match(r"(\d+[.)]|[-+#>|=:%\[])(\s|$|\^)", transcript.escaped(line))


@given(st.text())
def test_every_sign_that_acts_is_escaped_and_nothing_else_is_changed(text: str):
    escaped = transcript.escaped(text)
    assert "\n" not in escaped
    bare = re.sub(r"\\([\\`*_{}\[\]<>|~^$@&#.):=%+-])", r"\1", escaped)
    assert bare == one_line(text)
    assert not [found for found in re.findall(r"(?s)\\.|.", escaped) if found in set(ACTIVE)]


def test_links_are_no_links_but_the_articles_own():
    assert "https\\://evil.example" in transcript.escaped("see https://evil.example")
    assert "www\\.evil" in transcript.escaped("see WWW.evil.example").lower()
    assert "<https://mine.example/a>" in transcript.markdown([turn()], lambda _id, _sha: "https://mine.example/a")
    for url in ("javascript:alert(1)", "https://x>\n# y", "https://x y", "/home/me/a.txt"):
        assert "<" not in transcript.markdown([turn()], lambda _id, _sha, url=url: url)


def test_what_articles_and_readers_wrote_stays_text():
    text = transcript.markdown([turn(f"# [x](y) {HOSTILE}", f"<script>x</script> [1] [^1]: {HOSTILE}", f"*{HOSTILE}*")])
    assert "\x1b" not in text
    assert "<script" not in text.replace("\\<script", "")
    assert len(re.findall(r"(?<!\\)\[\^1\]", text)) == 2


@pytest.mark.parametrize(
    ("typed", "path"), [("a b.md", "a b.md"), ('"a b.md"', "a b.md"), ("'x'", "x"), ("~/x.md", "HOME/x.md")]
)
def test_a_path_is_what_was_typed(typed: str, path: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", "HOME")
    monkeypatch.setenv("USERPROFILE", "HOME")
    assert transcript.path_named(typed) == Path(path)


def test_a_path_that_is_none_is_said():
    for typed in ("", '""', "~nobody-of-that-name/x"):
        with pytest.raises(RagError):
            transcript.path_named(typed)


def test_a_file_is_written_whole_and_replaced_only_when_asked(tmp_path: Path):
    path = tmp_path / "a.md"
    transcript.save(path, "eins\n")
    with pytest.raises(RagError, match="exists, and is left as it is"):
        transcript.save(path, "zwei\n")
    assert path.read_bytes() == b"eins\n"
    transcript.save(path, "zwei\n", replace=True)
    assert path.read_bytes() == b"zwei\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["no/such/folder/a.md", "", "nul\x00l.md"])
def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, name: str):
    with pytest.raises(RagError, match=r"cannot be written|exists|not a regular file"):
        transcript.save(tmp_path / name, "x")


def test_what_is_no_file_is_not_replaced_even_where_asked(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "link.md").symlink_to("pipe.md")
    for name in ("pipe.md", "link.md"):
        with pytest.raises(RagError, match="not a regular file"):
            transcript.save(tmp_path / name, "x", replace=True)
    assert (tmp_path / "pipe.md").is_fifo()


def test_a_link_to_nowhere_is_a_file_that_exists(tmp_path: Path):
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    with pytest.raises(RagError, match="exists"):
        transcript.save(tmp_path / "a.md", "x")
    transcript.save(tmp_path / "a.md", "x", replace=True)
    assert (tmp_path / "b.md").read_text() == "x"


def test_what_was_said_earlier_has_a_footnote():
    known = turn()
    quoted = verify(
        "When?", Draft((Claim("It closed in 2024.", ("1.1",)),), "m", earlier=("1.2",)), known.answer.passages
    )
    text = transcript.markdown([Turn("When?", quoted)])
    assert "It closed in 2024.[^1]\n\n*Earlier: [^2]*\n\n[^1]: " in text


def test_what_an_abstention_names_as_nearest_has_a_footnote_that_says_it_is_no_answer():
    near = Draft((), "m", nearest=("1.1", "1.2"), refusal="They do not say who.")
    refused = Turn("Who?", verify("Who?", near, turn().answer.passages))
    assert (
        transcript.markdown([turn(), refused])
        .partition("## Who?\n\n")[2]
        .startswith(
            "They do not say who. Nearest: It closed in 2024.[^1] Nobody was hurt.[^2]\n\n"
            "*Nearest, but no answer: [^1], [^2]*\n\n[^1]: The mine, "
        )
    )
    assert "no answer" not in transcript.markdown([turn()])
