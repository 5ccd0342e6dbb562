"""Pages with the mark-up of many publishers, and the text that a reader of each would give."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from rag.errors import SourceError
from rag.parsing.formats import read
from rag.text.article_body import blocks

LEAD = "The harbour board of Kelm agreed on Thursday to deepen the old basin before the next fishing season begins."
MORE = (
    "Skippers from the north quay asked for a new crane as well, but there is no money for one in the budget of the "
    "port."
)
LAST = "The work will be done by a shipyard from Norvik, the board wrote in a letter to all skippers of the town."


def page(body: str, head: str = "", after: str = "") -> str:
    more = f"<p>{MORE}</p>" * 5
    return (
        f'<!doctype html><html lang="en"><head><title>Kelm deepens its harbour</title>{head}</head><body>'
        f"<article><h1>Kelm deepens its harbour</h1><p>{LEAD}</p>{body}<p>{LAST}</p>{more}</article>{after}"
        "</body></html>"
    )


def lines(body: str, head: str = "") -> list[str]:
    """The lines of the article between its first and its last paragraph."""
    text = read("html", page(body, head).encode(), "x.html").text
    found = [text[start:end] for start, end, _ in blocks(text)]
    return found[found.index(LEAD) + 1 : found.index(LAST)]


def sentence(body: str) -> str:
    (line,) = lines(f"<p>{body}</p>")
    return line


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("The basin holds 1,340<sup>4</sup> boats in summer.", "The basin holds 1,340 boats in summer."),
        (
            'The quay opened in 1931.<sup id="cite_ref-7"><a '
            'href="https://e.example/Kelm#cite_note-7">[7]</a></sup> It held.',
            "The quay opened in 1931. It held.",
        ),
        ('The fee is 85<a href="#fn2"><sup>2</sup></a> crowns a month.', "The fee is 85 crowns a month."),
        ('The fee is 85<a id="_ftnref1" href="#_ftn1">[1]</a> crowns a month.', "The fee is 85 crowns a month."),
        ("About 4,100<sup>†</sup> people work in the port.", "About 4,100 people work in the port."),
        ("The port earned 12.5<sup>a</sup> million crowns.", "The port earned 12.5 million crowns."),
        ("The port earned 12<sup>1,3</sup> million crowns.", "The port earned 12 million crowns."),
        (
            "It is the oldest of them.<sup>[<i>citation needed</i>]</sup> It is small.",
            "It is the oldest of them. It is small.",
        ),
        (
            "The board<sup>3</sup> met in <b>2019</b><sup>5</sup> for the last time.",
            "The board met in 2019 for the last time.",
        ),
        (
            "The port earned £4.6m<sup>2</sup> and lent £2m<sup>1</sup> to it.",
            "The port earned £4.6m and lent £2m to it.",
        ),
        (
            'It grew in May.<sup class="reference nowrap"><span>:&#8202;23</span></sup> It shrank in June.',
            "It grew in May. It shrank in June.",
        ),
        (
            'It rose by 4 per cent<sup>1</sup><span class="wp-footnote-text">Before the rise of prices in that '
            "year.</span>, he said.",
            "It rose by 4 per cent (Before the rise of prices in that year.), he said.",
        ),
        ('It is 40<span class="footnote-ref" role="doc-noteref">3</span> metres long.', "It is 40 metres long."),
    ],
)
def test_the_mark_of_a_note_is_not_part_of_a_number(written: str, read_as: str):
    assert sentence(written) == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("The basin covers 41,000 m<sup>2</sup> of the bay.", "The basin covers 41,000 m² of the bay."),
        (
            "The bay covers 12 km<sup>2</sup> and 3 m<sup>3</sup>/s flow in.",
            "The bay covers 12 km² and 3 m³/s flow in.",
        ),
        ("It holds 10<sup>6</sup> litres of water.", "It holds 10⁶ litres of water."),
        ("It cost 6<sup>1</sup>/<sub>2</sub> million crowns.", "It cost 6 1/2 million crowns."),
        ("The 21<sup>st</sup> boat came on the 3<sup>rd</sup> day.", "The 21st boat came on the 3rd day."),
        (
            "Le port date du XIX<sup>e</sup> siècle, dit M<sup>me</sup> Roy.",
            "Le port date du XIXe siècle, dit Mme Roy.",
        ),
        (
            "The ships emit CO<sub>2</sub> and some CO<sup>2</sup> is stored.",
            "The ships emit CO2 and some CO2 is stored.",
        ),
        ("Traces of <sup>137</sup>Cs were found in the mud.", "Traces of 137Cs were found in the mud."),
        ('The <a href="/unit">m<sup>2</sup></a> is a measure of area.', "The m² is a measure of area."),
    ],
)
def test_other_raised_text_stays_readable(written: str, read_as: str):
    assert sentence(written) == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("The dredger moved <del>forty</del> <ins>sixty</ins> tonnes a day.", "The dredger moved sixty tonnes a day."),
        ("The dredger needs <s>nine</s>ten weeks for it.", "The dredger needs ten weeks for it."),
        ("The dredger needs ten <strike>days</strike>, the board says.", "The dredger needs ten, the board says."),
        (
            'It comes on <span style="text-decoration: line-through">Monday</span> Friday next week.',
            "It comes on Friday next week.",
        ),
    ],
)
def test_struck_out_text_is_not_read(written: str, read_as: str):
    assert sentence(written) == read_as


def test_what_a_style_sheet_strikes_out_is_not_read():
    head = "<style>.old{text-decoration-line:line-through}</style>"
    body = '<p>The lock was built in <span class="old">1911</span> 1913 by the navy.</p>'
    assert lines(body, head) == ["The lock was built in 1913 by the navy."]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("She called it <q>a good day for us all</q> and left.", "She called it “a good day for us all” and left."),
        ("She called it “<q>a good day</q>” and left at once.", "She called it “a good day” and left at once."),
        (
            "He wrote: <q>They told me <q>never again</q> and <em>left</em></q>. Nobody answered.",
            "He wrote: “They told me ‘never again’ and left”. Nobody answered.",
        ),
        ("Il parle d’un « <q>miracle</q> », dit la presse.", "Il parle d’un « miracle », dit la presse."),
        ('<q lang="fr">C’est fini</q>, the skipper said to us.', "“C’est fini”, the skipper said to us."),
    ],
)
def test_a_short_quotation_keeps_its_marks_and_stays_in_its_sentence(written: str, read_as: str):
    assert sentence(written) == read_as


SPOKEN = "Nobody asked the fishermen what the mud would do to the oyster beds"
QUOTED = f"“{SPOKEN}.” — Ada Moss, skipper"


@pytest.mark.parametrize(
    "quote",
    [
        f"<blockquote><p>{SPOKEN}.</p><footer>— Ada Moss, skipper</footer></blockquote>",
        f"<blockquote><p>{SPOKEN}.</p><cite>Ada Moss, skipper</cite></blockquote>",
        f"<blockquote><p>{SPOKEN}.</p><p><cite>Ada Moss, skipper</cite></p></blockquote>",
        f'<figure class="wp-block-quote"><blockquote><p>{SPOKEN}.</p></blockquote>'
        "<figcaption>Ada Moss, skipper</figcaption></figure>",
        f"<blockquote><p>{SPOKEN}.</p>&mdash; Ada Moss, <a href='/m'>skipper</a></blockquote>",
        f"<blockquote><p>{SPOKEN}.</p><p>– Ada Moss, skipper</p></blockquote>",
        f'<div class="quote"><blockquote>{SPOKEN}.</blockquote><p class="quote__author">Ada Moss, skipper</p></div>',
        f"<blockquote>“{SPOKEN}.” <footer><cite>Ada Moss, skipper</cite></footer></blockquote>",
    ],
)
def test_the_speaker_of_a_block_quotation_stays_with_it(quote: str):
    assert lines(quote) == [QUOTED]


def test_the_title_of_a_work_within_a_block_quotation_is_no_speaker():
    quote = "<blockquote><p>We read <cite>The Old Quay</cite> aloud on board every single evening.</p></blockquote>"
    assert lines(quote) == ["We read The Old Quay aloud on board every single evening."]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("<dl><dt>Depth</dt><dd>9 metres</dd><dt>Berths:</dt><dd>62</dd></dl>", ["Depth: 9 metres", "Berths: 62"]),
        (
            '<dl class="facts"><div><dt>Depth</dt><dd><b>9</b> '
            "metres</dd></div><div><dt>Berths</dt><dd>62</dd></div></dl>",
            ["Depth: 9 metres", "Berths: 62"],
        ),
        (
            "<dl><dt>Skipper</dt><dt>Master</dt><dd>Ada Moss</dd><dd>Jon Rie</dd></dl>",
            ["Skipper, Master: Ada Moss; Jon Rie"],
        ),
        (
            "<dl><dt>Who pays for it?</dt><dd><p>The board pays for all of the work.</p></dd></dl>",
            ["Who pays for it?", "The board pays for all of the work."],
        ),
    ],
)
def test_a_label_stays_with_its_value(terms: str, expected: list[str]):
    assert lines(terms) == expected


def test_a_list_in_a_cell_is_read():
    table = (
        "<table><tr><th>Quay</th><th>Boats</th></tr><tr><td>North</td><td><ul><li>Trawlers 4</li><li><p>Cutters "
        "9</p></li>"
        "</ul></td></tr><tr><td>South</td><td>Only:<ol><li>Ferries 2</li></ol></td></tr></table>"
    )
    assert lines(table) == ["| Quay | Boats |", "| North | Trawlers 4; Cutters 9 |", "| South | Only: Ferries 2 |"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "<table><caption>Boats by year</caption><thead><tr><td>Quay</td><td>2023</td></tr></thead>"
            "<tr><th>North</th><td>13</td></tr></table>",
            ["Boats by year", "| Quay | 2023 |", "| North | 13 |"],
        ),
        (
            '<table><tr><td></td><th colspan="2">Boats</th></tr><tr><th '
            'rowspan="2">North</th><td>2023</td><td>13</td></tr>'
            "<tr><td>2024</td><td>15</td></tr></table>",
            ["|  | Boats | Boats |", "| North | 2023 | 13 |", "| North | 2024 | 15 |"],
        ),
        (
            '<table><tr><th rowspan="2">Quay</th><th colspan="2">Boats</th></tr><tr><th>2023</th><th>2024</th></tr>'
            "<tr><td>North</td><td>13</td><td>15</td></tr></table>",
            ["| Quay | Boats 2023 | Boats 2024 |", "| North | 13 | 15 |"],
        ),
        (
            "<table><tr><th>Length</th><td>340 metres</td></tr><tr><th>Depth</th><td>9 metres</td></tr></table>",
            ["| Length | 340 metres |", "| Depth | 9 metres |"],
        ),
    ],
)
def test_a_table_keeps_its_header_above_its_rows(table: str, expected: list[str]):
    assert lines(table) == expected


def test_only_a_row_of_headers_is_marked_as_the_header():
    infobox = "<table><tr><th>Length</th><td>340 metres</td></tr><tr><th>Depth</th><td>9 metres</td></tr></table>"
    assert "---" not in read("html", page(infobox).encode(), "x.html").text
    corner = "<table><tr><td></td><th>Boats</th><th>Crew</th></tr><tr><th>North</th><td>13</td><td>40</td></tr></table>"
    text = read("html", page(corner).encode(), "x.html").text
    assert "|  | Boats | Crew | \n\n|---|---|---|\n\n| North | 13 | 40 |" in text


ENTRIES = [
    ("11:25", "The first barge has arrived from Norvik, the pilot says."),
    ("09:40", "Divers look at the old wall."),
]


@pytest.mark.parametrize(
    "entry",
    [
        '<div class="post"><time datetime="2025-09-02T{0}:00Z">{0}</time><h3>News</h3><p>{1}</p></div>',
        '<section class="block"><p class="block-time"><a href="#b"><time>{0}</time></a></p><p>{1}</p></section>',
        '<div class="liveblog-entry"><span class="entry-stamp">{0}</span><div '
        'class="entry-text"><p>{1}</p></div></div>',
        "<ol><li><time>{0}</time><p>{1}</p></li></ol>",
        "<div><p><strong>{0}</strong></p><p>{1}</p></div>",
    ],
)
def test_an_entry_of_a_live_blog_keeps_its_time(entry: str):
    body = "".join(entry.format(moment, words) for moment, words in ENTRIES)
    found = [line for line in lines(body) if not line.endswith("– News")]
    assert found == [f"{moment} – {words}" for moment, words in ENTRIES]


def test_the_heading_of_an_entry_has_its_time_too():
    entry = "<div><time>{0}</time><h3>Forty boats are lost</h3><p>{1}</p></div>"
    found = lines("".join(entry.format(*one) for one in ENTRIES))
    assert found[0] == "11:25 – Forty boats are lost" and found[2] == "09:40 – Forty boats are lost"


def test_articles_that_follow_one_another_on_a_page_are_no_live_blog():
    words = "<p>Nothing to do with the harbour at all.</p>" * 90
    other = "<article><time>10:{0}</time><h2>Another place</h2>{1}</article>"
    after = other.format("20", words) + other.format("40", words)
    assert "10:20 –" not in read("html", page("", after=after).encode(), "x.html").text


def test_a_relative_time_of_an_entry_is_given_by_its_attribute():
    entry = '<div class="post"><time datetime="2025-09-02T{0}:00Z">3 hours ago</time><p>{1}</p></div>'
    assert lines("".join(entry.format(*one) for one in ENTRIES)) == [
        f"2025-09-02 {t} – {words}" for t, words in ENTRIES
    ]


def test_the_times_of_readers_comments_make_no_live_blog():
    comment = '<div class="comment-body"><time>{0}</time><p>{1}</p></div>'
    comments = "".join(comment.format(*one) for one in ENTRIES)
    assert lines(f'<div class="comments" id="comments">{comments}</div>') == []


def test_a_class_that_only_mentions_a_box_does_not_drop_the_article():
    words = (
        "The first barge has arrived from Norvik, the pilot says, and two more will follow before the end of the week."
    )
    for name in ("c-read-more", "fluid-image-text-module", "has-image card", "media"):
        body = f'<div class="{name}"><img src="x.jpg"><p>{words} See the <a href="/p">pilots</a>.</p></div>'
        assert lines(body) == [f"{words} See the pilots."], name


def test_an_author_in_a_caption_is_still_read_from_the_page():
    credit = '<div class="image"><img src="x.jpg"><p>Text by <a rel="author" href="/n">Nora Lind</a></p></div>'
    assert read("html", page(credit).encode(), "x.html").metadata["author"] == "Nora Lind"


def test_a_time_within_a_sentence_is_read():
    body = 'The basin closes on <time datetime="2025-11-08">8 November</time> at noon.'
    assert sentence(body) == "The basin closes on 8 November at noon."


def test_the_time_of_the_byline_is_no_text():
    first = '<div class="byline"><time datetime="2025-09-01T10:20:00Z">10:20</time></div>'
    byline = f'{first}<div class="byline"><time>11:30</time></div>'
    reading = read("html", page(byline).encode(), "x.html")
    assert "10:20" not in reading.text and "11:30" not in reading.text


@pytest.mark.parametrize(
    "box",
    [
        '<div class="piano-offer"><h3>Read on with Harbour+</h3><p>Three months for 9 euros.</p><ul><li>All tide '
        "tables</li>"
        '</ul><p>Cancel any time.</p><a href="/abo">Subscribe now</a></div>',
        '<section class="abo-teaser"><h4>Weiterlesen mit Plus</h4><p>Nur 2,50 Euro pro Woche.</p><p>Jederzeit '
        "kündbar.</p>"
        "<button>Jetzt testen</button></section>",
        '<div id="newsletter-inline"><p>The best of the coast, every Friday in your inbox.</p><form><input '
        'type="email">'
        "<button>Sign up</button></form></div>",
        '<div class="paywall"><p>Il vous reste 60 % de cet article à lire.</p><p><a href="/c">Déjà abonné ? '
        "Connectez-vous"
        "</a></p><p>1 € le premier mois, sans engagement</p></div>",
        "<h3>Continue reading with Harbour+</h3><p>Only 3.20 euros a week.</p><p>You can cancel at any time.</p>"
        "<p>Already a subscriber? Log in</p>",
        "<p>Subscribe to continue reading</p><p>Full access to all articles</p><p>No commitment, cancel anytime</p>",
        "<p>This article is for subscribers only.</p><p>Get digital access from £4 a month</p><p>See all offers</p>",
    ],
)
def test_an_offer_of_a_subscription_is_not_the_article(box: str):
    assert lines(box) == []


@pytest.mark.parametrize(
    "body",
    [
        '<div class="paywall"><p>The ferry line raises the price of its subscription to 30 euros a month. Those '
        "who subscribe "
        'before May pay 25, and <a href="/x">pupils</a> sail for free, as they did in the years before the old '
        "line closed "
        "and the company sold its ships. They can cancel at any time.</p></div>",
        "<p>The Kelm Courier now costs 12 euros a month.</p><p>Readers can cancel at any time, its publisher said.</p>",
        '<div class="subscriber-content"><p>Subscribe or sail away, the <a href="/x">line</a> tells them.</p></div>',
    ],
)
def test_an_article_about_subscriptions_is_kept(body: str):
    assert lines(body)


@pytest.mark.parametrize(
    "picture",
    [
        '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">The basin in 1987, when 31 boats '
        "sank.</p></div>",
        '<div class="article__image"><img src="a.jpg"><p>The basin in 1987, when 31 boats sank there.</p></div>',
        '<p class="Bildunterschrift">Archivbild: Im Jahr 1987 sanken hier 31 Boote.</p>',
        '<figure><img src="a.jpg"></figure><div class="photo-credit">Archive picture: 31 boats sank here in '
        "1987.</div>",
        '<dl class="gallery-item"><dt><img src="a"></dt><dd class="gallery-caption">In 1987 some 31 boats sank '
        "here.</dd></dl>",
    ],
)
def test_a_caption_is_not_the_article(picture: str):
    assert lines(picture) == []


@pytest.mark.parametrize(
    "box",
    [
        '<div class="related-articles"><h4><a href="/a">Ferry runs aground</a></h4><p>Forty people were saved in '
        "2022.</p></div>",
        '<p><strong>Read more:</strong> <a href="/a">Ferry with forty people runs aground off Norvik</a>.</p>',
        '<div><span>Lire aussi</span> <a href="/a">Le bac de Norvik échoué avec quarante passagers à bord.</a></div>',
        '<div class="c-inline-teaser"><b>Mehr zum Thema</b><a href="/a">Fähre läuft mit vierzig Menschen auf '
        "Grund.</a></div>",
    ],
)
def test_a_box_of_other_articles_is_not_the_article(box: str):
    assert lines(box) == []


@pytest.mark.parametrize(
    "paragraph",
    [
        '<p><span class="dropcap">T</span> he divers found two anchors in the mud.</p>',
        '<div class="drop-cap">T</div><p>he divers found two anchors in the mud.</p>',
        '<p><span class="lettrine" aria-hidden="true">T</span>he divers found two anchors in the mud.</p>',
        '<p><span class="first-letter">T</span>\n<span>he divers found two anchors in the mud.</span></p>',
    ],
)
def test_a_drop_cap_joins_its_word(paragraph: str):
    assert lines(paragraph) == ["The divers found two anchors in the mud."]


def test_a_drop_cap_that_is_a_word_does_not_join_the_next():
    assert sentence('<span class="dropcap">A</span> diver found two anchors.') == "A diver found two anchors."


def test_the_link_that_edits_a_heading_is_no_part_of_it():
    heading = (
        '<h2>The old basin<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2><p>It was dug by hand.</p>'
    )
    assert lines(heading) == ["The old basin", "It was dug by hand."]


@pytest.mark.parametrize(
    "piece",
    [
        "<sup>1</sup>",
        "<q>x",
        "<dl><dt>a<dd>b",
        "<del>x</del> y ",
        "<time>10:30</time><p>a b c d e",
        "<table><tr><td rowspan=99>x",
        '<div class="offer">',
        "<blockquote><cite>a</cite>",
        '<span class="dropcap">T</span> ',
    ],
)
def test_many_of_what_is_mended_take_time_in_proportion(piece: str):
    begun = time.process_time()
    with suppress(SourceError):
        read("html", page(piece * 7_000).encode(), "many.html")
    assert time.process_time() - begun < 15
