from __future__ import annotations

import pytest

from rag.terminal.progress import progress_bar


def test_no_progress_is_shown_where_nobody_watches(capsys: pytest.CaptureFixture[str]):
    with progress_bar("Ingesting") as bar:
        bar.start(2)
        bar.advance()
        bar.reach(2, 2)
        bar.note("a note")
    assert capsys.readouterr() == ("", "a note\n")
