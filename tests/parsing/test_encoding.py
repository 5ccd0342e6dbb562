from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.encoding import decode, text_encoding
from rag.parsing.formats import read


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


@pytest.mark.parametrize(
    "text",
    [
        "Burmistrz Łodzi ogłosił w środę, że nowy most będzie kosztował 45 milionów złotych. Budowa od października.",
        "Starosta města Žďár oznámil, že nový bazén bude stát 45 milionů korun. Otevře se v říjnu.",
    ],
)
@pytest.mark.parametrize("encoding", ["iso-8859-2", "cp1250"])
def test_iso_8859_2_and_cp1250_are_told_apart(text: str, encoding: str):
    assert decode(text.encode(encoding), "x.txt") == text


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "The mayor said “we won’t pay” on Friday – and the bill is €340,000."),
        ("us-ascii", "cp1252", "The mayor said “we won’t pay” on Friday – and the bill is €340,000."),
        ("gb2312", "gbk", "记者从镕城交通局获悉，朱镕大桥将于六月一日通车，全长三千二百米，总投资十八亿元。李喆说。"),
        ("gbk", "gb18030", "记者从镕城交通局获悉，朱镕大桥将于六月一日通车，㐀全长三千二百米。"),
        ("shift_jis", "cp932", "髙橋市長は金曜日、新しい橋①の費用が四十五億円になると述べた。"),
        ("x-mac-roman", "mac-roman", "The café owners’ group said “prices rise by 8 percent” from June."),
        ("euc-kr", "cp949", "시장은 금요일 새 다리에 450억 원이 들 것이라고 똠 말했다."),
        ("iso-8859-9", "cp1254", "Belediye başkanı “yeni köprünün 45 milyon liraya mal olacağını” söyledi."),
        ("utf-16", "cp1252", "The café owners’ group said that prices rise by 8 percent from June."),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str, encoding: str, text: str):
    page = f"<html><head><meta charset='{label}'></head><body><article><p>{text}</p></article></body></html>"
    assert text in read("html", page.encode(encoding), "page.html").text


@pytest.mark.parametrize(
    "label", ["", "utf-7", "rot13", "idna", "undefined", "x-user-defined", "hz-gb-2312", "ü", "a\0b"]
)
def test_a_label_that_no_browser_reads_is_none(label: str):
    assert text_encoding(label) is None


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
