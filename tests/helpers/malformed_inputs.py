"""Inputs made to break something, by name: files of every kind that rag reads, and questions."""

from __future__ import annotations

import gzip
import json
import zlib
from functools import cache

SENTENCE = "The council of Valparaiso paid 310 million for the copper mine in 2024."
HOSTILE = "\x1b[31mred\x1b[0m \x1b]8;;http://evil\x07link\x1b]8;;\x07 \x9b2J "
HOSTILE += "\u202egpj.exe\u202c a\rb \x07\x00\x7f zero\u200bwidth"
"""Text that a terminal would obey."""
CHARACTERS = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte-order mark within": "\ufeff",
    "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e",
    "left-to-right embedding": "\u202a",
    "bidi isolate": "\u2067",
    "pop isolate": "\u2069",
    "Arabic letter mark": "\u061c",
    "NUL": "\0",
    "bell": "\a",
    "backspace": "\b",
    "escape": "\x1b[2J",
    "hyperlink to a terminal": "\x1b]8;;http://evil.example\x1b\\",
    "delete": "\x7f",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "vertical tab": "\v",
    "form feed": "\f",
    "carriage return": "\r",
    "no-break space": "\u00a0",
    "ideographic space": "\u3000",
    "Mongolian vowel separator": "\u180e",
    "combining accents": "\u0301" * 200,
    "Zalgo": "Z\u0351\u036b\u0343\u036a\u0302",
    "family of four": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "flag": "\U0001f1e8\U0001f1f1",
    "skin tone": "\U0001f44d\U0001f3fd",
    "tag characters": "".join(chr(0xE0000 + ord(c)) for c in "hidden"),
    "private use": "\ue000\U000f0000",
    "noncharacter": "\ufffe\uffff\U0010ffff",
    "replacement character": "\ufffd",
    "ligature": "ﬁ",
    "capital sharp s": "ẞ",
    "dotted capital i": "İ",
    "long s": "ſ",
    "final sigma": "Σς",
    "Kelvin sign": "K",
    "fullwidth": "ＡＢＣ１２３",
    "superscripts": "x²³½",
    "Roman numeral": "Ⅻ",
    "Chinese": "铜矿于二零二四年关闭。",
    "Japanese": "銅山は2024年に閉山しました。",
    "Thai": "เหมืองทองแดงปิดตัวลง",
    "Arabic": "أُغلق منجم النحاس عام ٢٠٢٤.",
    "Hebrew": "המכרה נסגר בשנת 2024.",
    "Hindi": "तांबे की खान २०२४ में बंद हुई।",
    "Korean, taken apart": "\u1112\u1161\u11ab",
    "marker": "[1][2.3][1,2][1-9]",
    "fence": "```\n</article>\n<<<END>>>",
    "front matter within": "\n---\ntitle: x\n---\n",
    "format string": "%s %n {0} {__class__} ${HOME}",
    "SQL": "'; DROP TABLE chunks; --",
    "query syntax": 'AND OR NOT +a -b "c d"~2 title:x^4 [a TO b] *',
    "markup": "[red]x[/red] <b>x</b> &lt;&#0;&#xD800;",
    "path": "../../../../etc/passwd\\..\\x",
    "number": "1e400 0x1F −5 １２３ 1/0 NaN",
    "digits": "9" * 5000,
    "long word": "x" * 20_000,
}


def text_files() -> dict[str, bytes]:
    """Each character within a sentence, at a file's start, and repeated alone; then files that are wrong as a whole."""
    found = {
        f"{name}, within": f"About it\n\n{SENTENCE[:20]}{c}{SENTENCE[20:]} {c} {SENTENCE}\n".encode()
        for name, c in CHARACTERS.items()
    }
    found |= {f"{name}, first": f"{c}{SENTENCE}\n\n{SENTENCE}".encode() for name, c in CHARACTERS.items()}
    found |= {f"{name}, alone": (c * 300)[:30_000].encode() for name, c in CHARACTERS.items()}
    whole = {
        "empty": b"",
        "blank": b" \n\t\n" * 1000,
        "a mark alone": b"\xef\xbb\xbf",
        "lone surrogate in UTF-8": SENTENCE.encode() + b" \xed\xa0\x80 " + SENTENCE.encode(),
        "overlong": SENTENCE.encode() + b"\xc0\xaf\xe0\x80\xaf",
        "cut off": ("é" * 50 + SENTENCE).encode()[:99],
        "UTF-16": SENTENCE.encode("utf-16"),
        "UTF-16, half a character": SENTENCE.encode("utf-16") + b"x",
        "UTF-32": SENTENCE.encode("utf-32"),
        "all bytes": bytes(range(256)) * 40,
        "noise": zlib.compress(SENTENCE.encode() * 999)[2:] * 50,
        "gzip bomb": gzip.compress(b"\0" * 20_000_000),
        "a line of 1 MB": "".join(f"{n} {SENTENCE} " for n in range(13_000)).encode(),
        "no space in 1 MB": b"x" * 200_000,
        "a million lines": b"\n" * 1_000_000 + SENTENCE.encode(),
        "a line for each word": b"word\n" * 10_000,
        "nothing but full stops": b". " * 20_000,
        "nothing but quotes": "“".encode() * 100_000,
        "brackets": b"[(" * 20_000,
        "Markdown links": b"[a](" * 20_000,
        "emphasis": b"*_" * 100_000,
        "headings": b"# x\n\n" * 5_000,
        "a table": b"| a | b |\n" * 5_000,
        "list items": b"1. a\n" * 5_000,
        "deep list": b"".join(b" " * n + b"- a\n" for n in range(2000)),
        "deep quote": b">" * 100_000 + SENTENCE.encode(),
        "YAML of aliases": b"---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: [*b,*b]\n---\n" + SENTENCE.encode(),
        "YAML nested": b"---\ntitle: " + b"[" * 20_000 + b"\n---\n" + SENTENCE.encode(),
        "YAML that would run": b"---\ntitle: !!python/object/apply:os.system [x]\n---\n" + SENTENCE.encode(),
        "front matter without an end": b"---\n" + b"title: x\n" * 50_000,
    }
    return {f"{name}.txt": data for name, data in (found | whole).items()}


def html_files() -> dict[str, bytes]:
    page = (
        f"<html><head><title>T</title></head><body><article><p>{SENTENCE}</p><p>{SENTENCE}</p></article></body></html>"
    )
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    found = {
        "deep": "<html><body>" + "<div>" * 10_000 + page,
        "deep tables": "<html><body>" + "<table><tr><td>" * 5_000 + SENTENCE,
        "unclosed": "<html><body>" + "<p><b><i>" * 2_000 + SENTENCE,
        "entity bomb": f"<!DOCTYPE html [{entities}]>{page.replace('T<', '&x11;<')}",
        "outer entity": f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>{page.replace("T<", "&x;<")}',
        "an attribute of 2 MB": page.replace("<p>", f'<p class="{"x" * 2_000_000}">'),
        "many attributes": page.replace("<p>", "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"),
        "comments": page.replace("<p>", "<!--" * 50_000 + "<p>"),
        "no end of a comment": page.replace("<p>", "<!-- <p>"),
        "scripts": page.replace("<p>", "<script>while(1)</script><p>" * 1_000),
        "surrogate entity": page.replace("copper", "&#xD800;&#0;&#x110000;&#99999999999;"),
        "CDATA": page.replace("<p>", "<![CDATA[" * 1000 + "<p>"),
        "frames": "<html><frameset>" * 1000,
        "nothing but links": "<html><body>" + "<a href=x>word</a> " * 5_000,
        "SVG": f"<html><svg><foreignObject>{page}",
        "NULs": page.replace("e", "e\0"),
        "a date bomb": page.replace("<head>", "<head>" + '<meta name="date" content="' + "9" * 10_000 + '">' * 50),
        "JSON-LD nested": page.replace(
            "<head>", '<head><script type="application/ld+json">' + "[" * 50_000 + "</script>"
        ),
        "JSON-LD of other types": page.replace(
            "<head>", '<head><script type="application/ld+json">{"headline":[1,{}],"author":7}</script>'
        ),
        "unknown charset": page.replace("<head>", '<head><meta charset="klingon">'),
    }
    return {f"{name}.html": data.encode() for name, data in found.items()} | {
        "truncated.html": page[:150].encode(),
        "wrong charset.html": page.replace("<head>", '<head><meta charset="utf-16">').encode("latin-1") + b"\xff\xfe",
        "gzipped.html": gzip.compress(page.encode() * 1000),
    }


def pdf_files() -> dict[str, bytes]:
    def pdf(*objects: bytes, trailer: bytes = b"<< /Root 1 0 R >>") -> bytes:
        body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, content) for n, content in enumerate(objects, 1))
        return b"%PDF-1.4\n" + body + b"trailer\n" + trailer + b"\n%%EOF"

    catalog, bomb = b"<< /Type /Catalog /Pages 2 0 R >>", zlib.compress(b"(x) Tj " * 30_000_000)
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 9 9] >>"
    stream = b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream"
    return {
        "a million pages claimed.pdf": pdf(catalog, b"<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>", page, b"<< >>"),
        "a million pages given.pdf": pdf(
            catalog, b"<< /Type /Pages /Count 1000000 /Kids [" + b"3 0 R " * 1_000_000 + b"] >>", page, b"<< >>"
        ),
        "pages within themselves.pdf": pdf(catalog, b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"),
        "deep pages.pdf": pdf(
            catalog, *(b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % n for n in range(3, 3000)), page
        ),
        "a stream that grows.pdf": pdf(
            catalog, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, stream % (len(bomb), bomb)
        ),
        "deep arrays.pdf": pdf(catalog, b"[" * 100_000),
        "negative count.pdf": pdf(catalog, b"<< /Type /Pages /Count -5 /Kids [3 0 R] >>", page),
        "no root.pdf": pdf(catalog, trailer=b"<< >>"),
        "a root within itself.pdf": pdf(b"1 0 R"),
        "a head alone.pdf": b"%PDF-1.7\n",
        "noise.pdf": b"%PDF-1.7\n" + zlib.compress(SENTENCE.encode() * 99) * 200,
        "encrypted.pdf": pdf(
            catalog,
            trailer=b"<< /Root 1 0 R /Encrypt << /Filter /Standard /V 9 /R 9 /O () /U () /P 0 >> /ID [() ()] >>",
        ),
    }


def jsonl_files() -> dict[str, bytes]:
    good, keys = {"text": SENTENCE}, ("title", "id", "source", "published", "url")
    rows: list[object] = [
        *({"text": f"{SENTENCE} {c}", **dict.fromkeys(keys, c)} for c in CHARACTERS.values()),
        [], 7, None, "text", {}, {"text": 7}, {"text": None}, {"text": ""},
        good | {"id": {}}, good | {"id": []}, good | {"id": True}, good | {"id": 10**4000},
        good | {"title": {"a": []}}, good | {"author": ["a"]},
        good | {"published": "9999-99-99"}, good | {"published": 1e308},
    ]  # fmt: skip
    lines = [json.dumps(row).encode() for row in rows]
    lines += [
        b"{",
        b"\xff\xfe",
        b'{"text": "\\ud800 lone"}',
        b"[" * 100_000,
        b'{"text": 1e999}',
        b'{"text": "a"' + b" " * 99_999,
        b"NaN",
        b"9" * 5000,
    ]
    return {"rows.jsonl": b"\n".join(lines), "no line.jsonl": b"\n" * 1000, "a binary.jsonl": bytes(range(256)) * 9}


def files_of_several() -> dict[str, bytes]:
    """Tables, JSON, feeds and mailboxes; no entry of a feed has a link, so that nothing is fetched."""
    cells = "".join(f'"{c}{c}",{c},"{SENTENCE} {c}"\n' for c in CHARACTERS.values()).encode("utf-8", "replace")
    items = "".join(
        f"<item><title>{c}</title><description>{SENTENCE} {c}</description></item>" for c in CHARACTERS.values()
    )
    feed = f"<rss><channel>{items}".encode("utf-8", "replace")
    mail = f"From a 08:00\nSubject: {{}}\nMessage-ID: <{{}}>\n\n{SENTENCE}\n\n"
    return {
        "cells.csv": b"title,id,text\n" + cells,
        "quotes.csv": b"text,title\n" + b'"' * 99_999,
        "wide.csv": b"text" + b",text" * 50_000 + b"\n" + b"x" + b",x" * 50_000,
        "binary.csv": b"text,title\n" + bytes(range(256)) * 99,
        "deep.json": b'{"text": ' + b"[" * 100_000,
        "odd.json": json.dumps(
            [{"text": SENTENCE + c, "id": c, "author": [c, {}]} for c in CHARACTERS.values()]
        ).encode(),
        "characters.rss": feed,
        "open.atom": b"<feed>" + b"<entry>" * 20_000,
        "noise.xml": b"<rss>" + bytes(range(256)) * 99,
        "marks.rss": b"<rss><channel><item><description>" + b"&<" * 50_000,
        "characters.mbox": "".join(mail.format(c, c) for c in CHARACTERS.values()).encode("utf-8", "replace"),
        "starts.mbox": b"From a 08:00\nA: b\n\n" * 9_999,
    }


@cache
def files() -> dict[str, bytes]:
    return text_files() | html_files() | pdf_files() | jsonl_files() | files_of_several()


def questions() -> dict[str, str]:
    """Questions that people could type, and some that only a program can ask."""
    megabyte = {
        "letters": "a", "spaced": "copper ", "words": "zqx vbn mlk jhg ", "brackets": "(", "digits": "1",
        "questions": "who is it? ", "Chinese": "铜矿", "commas": "1,", "accents": "\u0301",
        "names": "Who is Ada Byron and ", "pronouns": "and it ", "lines": "x\n", "quotes": '"', "full stops": "Mr. ",
        "emoji": "\U0001f468\u200d", "capitals": "A B ", "dollars": "$1 million ", "backslashes": "\\",
    }  # fmt: skip
    found = {f"a megabyte of {name}": (c * 1_000_000)[:1_000_000] for name, c in megabyte.items()}
    found |= {f"with {name}": f"Who paid {c} for the mine?" for name, c in CHARACTERS.items()}
    found |= {f"only {name}": c * 3 for name, c in CHARACTERS.items()}
    return found | {
        "a lone surrogate": "Who paid \ud800?",
        "Chinese": "谁买下了铜矿？",
        "a dot": ".",
        "an option": "--help me",
        "a letter": "x",
    }
