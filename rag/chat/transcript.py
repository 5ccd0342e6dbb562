"""A conversation as Markdown, with citations as footnotes. Text of articles and readers is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import RagError
from ..files import write_whole
from ..terminal.answers import told_by
from ..terminal.sanitize import one_line
from ..terminal.timelines import UNDATED, changed, counts
from ..terminal.widgets import others, page_label, unnamed_speaker
from ..types import Answer, Citation, Timeline
from ..urls import at_page
from .turn import Turn

# The active characters of CommonMark and of what GitHub and Pandoc add: mathematics, mentions, citations, strikes.
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>|~^$@&#]|(?<=https):(?=//)|(?<=http):(?=//)|(?<=www)\.", re.IGNORECASE)
_LEADING = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=:%])")
_MARKER = re.compile(r"\s*\[(\d+)\]")
_LINK = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f-\x9f]+", re.IGNORECASE)

UrlOf = Callable[[str, str], str | None]
"""Gives the URL of an article's version by article id and SHA-256; anything that is no URL is left out."""


def escaped(text: str) -> str:
    """The text on one line, with every active character of Markdown escaped."""
    active = _ACTIVE.sub(lambda found: f"\\{found[0]}", one_line(text))
    return _LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", active)


def markdown(turns: Sequence[Turn], url_of: UrlOf = lambda _id, _sha: None) -> str:
    """Questions as headings, answers with `[^1]` for each citation; a quote that is cited twice has one footnote."""
    notes: dict[tuple[str, str, int, int], int] = {}
    footnotes: list[str] = []
    parts = ["# Questions and answers"]
    for turn in turns:
        numbers = {}
        for cited in turn.answer.quoted:
            place = (cited.article_id, cited.sha256, cited.start, cited.end)
            if place not in notes:
                notes[place] = len(notes) + 1
                footnotes.append(_footnote(notes[place], cited, url_of(cited.article_id, cited.sha256)))
            numbers[str(cited.marker)] = notes[place]
        parts += [f"## {escaped(turn.question)}", *_remark(turn.answer), _body(turn.answer.text, numbers)]
        parts += [f"The articles disagree: {_sides(turn.answer, numbers)}"] if turn.answer.sides else []
        if turn.answer.earlier:
            before = (f"[^{numbers[str(cited.marker)]}]" for cited in turn.answer.earlier)
            parts.append(f"*Earlier: {', '.join(before)}*")
        if turn.answer.nearest:
            parts.append(f"*Nearest, but no answer: {', '.join(f'[^{number}]' for number in numbers.values())}*")
    return "\n\n".join([*parts, *footnotes]) + "\n"


def timeline(given: Timeline, url_of: UrlOf = lambda _id, _sha: None) -> str:
    """The steps as a list, the earliest first, with a footnote for each."""
    lines, footnotes = [], []
    for step in given.steps:
        cited = step.citation
        change = f" *({escaped(changed(step))})*" if step.changes else ""
        lines.append(f"- **{escaped(cited.published or UNDATED)}** {escaped(cited.quote)}[^{cited.marker}]{change}")
        footnotes.append(_footnote(cited.marker, cited, url_of(cited.article_id, cited.sha256)))
    return "\n\n".join([f"# {escaped(given.topic)}", "\n".join(lines), f"*{counts(given)}*", *footnotes]) + "\n"


def _sides(answer: Answer, numbers: dict[str, int]) -> str:
    by_marker = {cited.marker: cited for cited in answer.citations}
    each = (
        f"{escaped(side.value)}: "
        + "; ".join(f"{escaped(told_by(by_marker[n]))} [^{numbers[str(n)]}]" for n in side.markers)
        for side in answer.sides
    )
    return " · ".join(each)


def _remark(answer: Answer) -> list[str]:
    return [f"*Understood as: {escaped(answer.understood)}*"] if answer.understood else []


def _body(text: str, numbers: dict[str, int]) -> str:
    """The answer's text; markers in `numbers` become footnote references, all else is escaped."""
    pieces = []
    at = 0
    for found in _MARKER.finditer(text):
        if found[1] in numbers:
            pieces += [escaped(text[at : found.start()]), f"[^{numbers[found[1]]}]"]
            at = found.end()
            if text[at : at + 1].isspace():
                pieces.append(" ")
    return "".join([*pieces, escaped(text[at:])])


def _footnote(number: int, cited: Citation, url: str | None) -> str:
    parts = (cited.title, cited.source, cited.published, page_label(cited), others(cited))
    attribution = ", ".join(escaped(part) for part in parts if part)
    speaker = unnamed_speaker(cited)
    said_by = f" \\[{escaped(speaker)}\\]" if speaker else ""
    link = f" <{at_page(url, cited.page)}>" if url and _LINK.fullmatch(url) else ""
    place = f"Characters {cited.start} to {cited.end} of {escaped(cited.article_id)}, version {cited.sha256[:12]}."
    return f"[^{number}]: {attribution}: “{escaped(cited.quote)}”{said_by}{link} {place}"


def path_named(words: str) -> Path:
    """The path after `/save`, which may be quoted or begin with `~`. Raises `RagError` if there is none."""
    bare = words[1:-1] if len(words) > 1 and words[0] == words[-1] and words[0] in "\"'" else words
    if not bare:
        raise RagError("The file's name is missing.", "Type /save FILE.md")
    try:
        return Path(bare).expanduser()
    except RuntimeError:
        raise RagError(f"There is no home folder for {bare.split('/')[0]}.", "Type the whole path.") from None


def save(path: Path, text: str, *, replace: bool = False, another: str = "/save FILE.md") -> None:
    """Writes a file whole or not at all; an existing one only with `replace`. Raises `RagError`."""
    try:
        if path.exists() and not path.is_file():
            raise RagError(f"{path} is not a regular file, and is left as it is.", f"Name another file: {another}")
        if not replace and (path.exists() or path.is_symlink()):
            raise RagError(f"{path} exists, and is left as it is.", "Name another file, or type /save! to replace it.")
        write_whole(path.resolve(), text.encode())
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise RagError(
            f"{path} cannot be written: {getattr(error, 'strerror', None) or error}.",
            f"Name another file: {another}",
        ) from None
