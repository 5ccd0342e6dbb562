from __future__ import annotations

import pytest

from rag.loading.origins import file_of, has_own_id, is_entry


@pytest.mark.parametrize(
    ("origin", "file"),
    [
        ("/a/n.jsonl:3", "/a/n.jsonl"),
        ("/a/n.CSV#a:b#c", "/a/n.CSV"),
        ("/a/in.mbox#1@b", "/a/in.mbox"),
        ("/a/x.txt", "/a/x.txt"),
        ("/a/c#.txt", "/a/c#.txt"),
        ("https://a.example/n.json:3", "https://a.example/n.json"),
        ("https://a.example/feed#tag:1", "https://a.example/feed"),
        ("https://a.example/api:3", "https://a.example/api"),
        ("https://a.example:8080/x", "https://a.example:8080/x"),
        ("https://a.example:8080", "https://a.example:8080"),
    ],
)
def test_a_part_belongs_to_its_file(origin: str, file: str):
    assert file_of(origin) == file


def test_a_row_with_an_id_and_an_entry_are_told_from_others():
    assert has_own_id("/a/n.csv#7") and not has_own_id("/a/n.csv:7") and not has_own_id("/a/c#.txt")
    assert is_entry("/a/f.xml#7") and not is_entry("/a/n.csv#7") and not is_entry("/a/f.xml")
