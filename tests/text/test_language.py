from __future__ import annotations

import pytest

from rag.text.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The company was founded in the spring.", "en"),
        ("Die Firma wurde im Frühjahr gegründet.", "de"),
        ("La société a été fondée au printemps.", "fr"),
        ("La empresa fue fundada en la primavera.", "es"),
        ("Выручка выросла", "other"),
        ("売上高は増加した", "other"),
        ("Meta", None),
        ("", None),
    ],
)
def test_the_language_is_told_by_its_commonest_words_or_not_at_all(text: str, code: str | None):
    assert language(text) == code
