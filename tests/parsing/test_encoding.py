from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.encoding import decode


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Meta’s “bet” — über alles", "utf-8"),
        ("Meta’s “bet”", "utf-16"),
        ("Meta bets", "utf-16-le"),
        ("Meta bets", "utf-32"),
        ("Café prices rose in Köln", "latin-1"),
        ("The €10 deal – “huge” – was Meta’s biggest.", "cp1252"),
        ("Le président a été élu à l’Élysée, où il a parlé – enfin – de l’économie.", "cp1252"),
        ("El niño comió piñas en España según informó el periódico.", "latin-1"),
        ("Meta could invest £10 billion.", "latin-1"),
        ("Привет мир, это новости из Москвы сегодня утром", "cp1251"),
        ("今日は東京で会議が開かれました。参加者は百人です。", "shift_jis"),
        ("我们今天在北京开会讨论经济问题", "gb18030"),
        ("Zażółć gęślą jaźń w Łodzi", "cp1250"),
    ],
)
def test_text_in_another_encoding_is_read(text: str, encoding: str):
    assert decode(text.encode(encoding), "x.txt").removeprefix("\ufeff") == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda t: not t.startswith("\ufeff")))
def test_utf_8_is_never_taken_for_something_else(text: str):
    assert decode(("é" + text).encode(), "x.txt") == "é" + text


def test_utf_8_cut_off_in_mid_character_is_still_utf_8():
    assert decode("Новости из Москвы".encode()[:-1], "x.txt") == "Новости из Москв\ufffd"
    assert decode("“Yes,” she said – “no.”".encode() + b"\xff", "x.txt") == "“Yes,” she said – “no.”\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03" * 100,
        bytes(range(256)) * 10,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04 docx",
        b"\x7fELF\x02\x01\x01",
        b"\xff\xfe\x00\xd8",
        b"\xc3\x28\xa0\xa1\xe2\x28\xa1" * 40,
        b"\x81\x8d\x8f\x90\x9d" * 50,
    ],
)
def test_what_is_no_text_is_said_to_be_none(data: bytes):
    with pytest.raises(SourceError, match=r"^x\.txt is a binary file or in an unknown encoding"):
        decode(data, "x.txt")
