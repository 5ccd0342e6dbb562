from __future__ import annotations

import time

import pytest

from rag.verification.links import lure

SAID = (
    "The mine employed 310 miners in its last year, said Booking.com of St. Ives "
    "(see https://mine.example/jobs?year=2024 or ask@mine.example)."
)


@pytest.mark.parametrize(
    "spelt",
    [
        "evil.example/x", "www.evil.example", "evil.com", "EVIL.COM", "evil[.]com", "evil [.] com", "evil (dot) com",
        "evil dot com", "bit.ly/x", "hxxps://evil.com/a", "http:evil.com", "https:\\\\evil.com",
        "https%3A%2F%2Fevil%2Ecom", "https:⁄⁄evil.com", "ｈｔｔｐｓ：／／ｅｖｉｌ．ｃｏｍ", "evil。com", "evil．com",
        "evil․com", "xn--e1awd7f.com", "еvil.com", "пример.рф", "http://0x7f000001/", "http://[::1]/",
        "//evil/x", "\\\\evil\\x", "file:///etc/passwd", "data:text/html,x", "mailto:a", "a@evil", "@everyone",
        "javascript:alert(1)", "ftp://evil", "ipfs://a", "ipfs:bafy", "wss:evil", "mine.example/else", "<img src=x>",
        "<a href=x>y</a>", "<iframe", "&lt;img src=x&gt;", "&#60;b>", "<!-- x", "![x][y]", "![x",
    ],
)  # fmt: skip
def test_what_leads_elsewhere_is_found_however_it_is_spelt(spelt: str):
    assert lure(f"The mine employed 310 miners, {spelt} in its last year.", [SAID])
    assert lure(f"{spelt}.", [SAID])
    assert (
        lure(f"The mine employed 310 miners, {spelt} in its last year.", [SAID, f"Or so said {spelt} in its day."])
        is None
    )


@pytest.mark.parametrize(
    "claim",
    [
        SAID,
        "It had 310 miners, said booking.com of St.Ives.",
        "Ask ask@mine.example or see https://mine.example/jobs?year=2024.",
        "At 10:30 a.m. the U.S. bank paid $3.5bn, i.e. 1.2.2024's 3.5% or x < 5 and 7 > 3, 4:2, Dr. Smith said: yes.",
        "Am 3. Mai z.B. um 10.30 Uhr: d.h. ca. 5,5 Mio. Euro/Tag.",
        "OpenAI：GPT-5于2025年发布。这是新的。",
        "2025 e.V. and/or A/B (see above) [sic] … e.g. this; connect the dots.",
    ],
)
def test_ordinary_sentences_lead_nowhere(claim: str):
    assert lure(claim, [SAID]) is None


def test_a_long_claim_takes_no_longer_than_it_should():
    started = time.process_time()
    for part in ("a.", "@", "<a ", "a" * 50 + ".", "//", "[.] ", "a:", "![", "%41", " dot "):
        lure(part * (20_000 // len(part)), [SAID])
    assert time.process_time() - started < 5
