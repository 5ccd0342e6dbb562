"""The seeds first, then a positive and a negative example for each rule. In doubt a line is kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.article_body import blocks, headline

SEEDS = Path(__file__).parents[2] / "seeds"
PROSE = (
    "The council met on Tuesday evening and agreed to rebuild the old bridge over the river before the winter begins."
)
MORE = "Work will start in October, the mayor told reporters, and is expected to cost about four million euros in all."


def kept(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in blocks(text)]


def article_with(line: str) -> str:
    return f"Bridge Over the River to Be Rebuilt\n\n{PROSE}\n\n{line}\n\n{MORE}\n"


def seed(start: str) -> str:
    return next(SEEDS.glob(f"{start}*")).read_text(encoding="utf-8")


def test_the_first_seed_loses_nothing():
    text = seed("000")
    assert kept(text) == text.split("\n")
    headings = [text[b.start : b.end] for b in blocks(text) if b.kind == "heading"]
    assert headings == ["Meta Changes Its Approach to AI Investments", "Scale AI: A Strategic Partner for Meta"]


def test_the_second_seed_loses_its_navigation_promotion_and_comment_form_and_nothing_else():
    text = seed("001")
    dropped = [p for p in text.split("\n\n") if p not in kept(text)]
    starts = [
        "Bitcoin",
        "Register for",
        "Tekedia AI",
        "Join Tekedia",
        "Register to",
        "Related",
        "Leave a",
        "Your email",
        "Back to",
    ]
    assert [line[: len(start)] for line, start in zip(dropped, starts, strict=True)] == starts


NAVIGATION = [
    "Click here to subscribe",
    "Advertise with us",
    "READ ALSO: Bridge Falls in Storm",
    "Tags: bridge, river, council",
    "Please enable JavaScript to view this page.",
    "Previous Post: Bridge falls",
    "Skip to main content",
    "Back to top button",
    "Read more »",
    "Previous article",
    "Home | News | Sport | Contact",
    "Home > Business > Markets",
    "Log in",
    "ADVERTISEMENT",
    "Story continues below advertisement",
    "Also read: River Levels Fall for a Third Year",
    "[Read more](https://example.org/more)",
    "© 2025 The Valley Courier. All rights reserved.",
    "ADVERTISEMENT - CONTINUE READING BELOW",
    "Report this ad",
    "View 12 comments",
    "Listen to this article 4 min",
    "Already a subscriber? Log in",
    "Sign up to read this article",
    "To continue reading, please create a free account.",
]
SHARING = [
    "Click to share on Facebook (Opens in new window)",
    "Follow us on Facebook and X for more news.",
    "Like this: Like Loading...",
    "Share this article",
    "Facebook Twitter LinkedIn WhatsApp",
    "Share on Facebook",
    "Follow us on Instagram, YouTube and TikTok",
    "Share: Facebook | X",
    "4 min read",
    "1.2k shares",
    "Follow us on Twitter @courier and like us on Facebook.",
]
CALLS = [
    "Join our WhatsApp Channel",
    "Download the app for free",
    "Register here for the AI Business Summit.",
    "Become a Tekedia member today",
    "Support our journalism. Donate today.",
    "Tekedia AI Lab opens registrations: register here.",
    "Use code BRIDGE for 10% off",
    "Subscribe now",
    "Register to become a great manager with Acme Management Academy.",
    "Register now for our masterclass on bridge design.",
    "Join Valley Founders Club and invest in exclusive deals today.",
    "Enroll today for the Spring Leadership Bootcamp and get 20% off.",
    "Subscribe to our podcast on your favourite app.",
    "Sign up for a free trial now!",
    "Courier Data Science Bootcamp opens registrations.",
    "Get unlimited access for one euro a month.",
    "Become a paid subscriber to read the rest of this post.",
    "Donate now to keep our newsroom open.",
]
NEWSLETTERS = [
    "You have successfully subscribed!",
    "Please enter a valid email address",
    "Sign up for our daily newsletter",
    "Subscribe to the Courier newsletter and never miss a story.",
    "Enter your email address",
    "Get the best of the valley delivered to your inbox every morning.",
    "By signing up, you agree to our terms and privacy policy.",
    "Thank you for subscribing!",
    "Don't miss a story",
    "Enjoying this article? Subscribe for full access.",
    "Want more stories like this? Sign up for our weekly newsletter.",
]
COOKIES = [
    "We value your privacy",
    "By clicking “Accept All”, you consent to our use of cookies.",
    "We use cookies to improve your experience on our site.",
    "This website uses cookies.",
    "By continuing to browse this site you agree to our use of cookies.",
    "Accept all cookies",
    "Cookie settings",
]
FORMS = [
    "Name (required)",
    "Post Comment",
    "Your email address will not be published. Required fields are marked *",
    "Save my name, email, and website in this browser for the next time I comment.",
    "You must be logged in to post a comment.",
    "Comments are closed.",
    "Email *",
    "Cancel reply",
    "Notify me of new posts by email.",
]


@pytest.mark.parametrize("line", NAVIGATION + SHARING + CALLS + NEWSLETTERS + COOKIES + FORMS)
def test_what_belongs_to_the_page_is_left_out(line: str):
    assert kept(article_with(line)) == ["Bridge Over the River to Be Rebuilt", PROSE, MORE]


@pytest.mark.parametrize(
    "line",
    [
        # navigation
        "Home prices rose in every town along the river.",
        "Read more books, the librarian told the children.",
        "The way back to the top of the hill takes an hour.",
        "Search teams found the boat on Friday.",
        "Sponsored walks raised a record sum.",
        "Related: the two cases share a judge.",
        "Subscribers left in droves",
        "Home",
        "Already a member of the club, she paid nothing.",
        "View comments by officials with care, he advised.",
        "Listen to this: the mayor wants to sell the bridge.",
        "To continue reading was all she wanted from her retirement.",
        "Pin",
        # sharing
        "Follow us on the march, the pilgrims told her.",
        "Share prices fell by four percent.",
        "Facebook, Instagram and WhatsApp are used by three billion people.",
        "Facebook",
        "Follow the money, an old hand advised.",
        "Twitter and Facebook declined to comment",
        # calls to action
        "Register of deeds Anna Lee retires in May.",
        "Register now to vote, officials urge residents",
        "Registered voters can collect their cards from Monday.",
        "Join forces with a neighbour and the fence costs half.",
        "Subscribe to the theory that prices follow wages and you will be disappointed.",
        "Sign up numbers rose 5%",
        "Sign-up for the program rose 5 percent in May.",
        "“Register today for our masterclass,” the flyer said.",
        "“Sign up for our newsletter!”",
        "Get the course of the river wrong and the bridge floods, engineers said.",
        "Apply for the permit at the town hall by the end of June.",
        "The county opens registrations for night classes.",
        "Harvard opens registrations for its new course, the university said.",
        "Buy low, sell high is still his motto.",
        "Try to see it from the other bank.",
        "Join the European Union and adopt the euro: that was the plan.",
        "Booking a table costs ten euros, less a discount for members.",
        "Donate today at any of the six city hospitals, where stocks are down to two days.",
        "Get a free trial of the drug only after consent, the board ruled.",
        # newsletters and cookies
        "Want more customers? Get a better sign.",
        "The newsletter has 40,000 subscribers.",
        "In its newsletter the bank warned of higher rates.",
        "Get a newsletter going and people will read it, he said.",
        "Sign up for the newsletter was easy, one reader wrote.",
        "The regulator fined the site for its use of cookies.",
        "We use cookies to thank our neighbours, said the baker.",
        "This site uses cookies without consent, the lawsuit says.",
        "Cookies are baked at dawn.",
        # forms
        "Comments from residents were sharp.",
        "The email address was published by mistake.",
        "Comments are closed to none, the mayor joked at the end of a long evening of questions from the floor of the hall.",
        # more of all kinds
        "Subscribe to a theory long enough and it becomes true.",
        "Register offices were closed on Monday",
        "Registration opens on Monday for the autumn marathon.",
        "The university opens registrations for its spring term on Monday.",
        "Registrations for the course opened on Friday, and 300 people signed up.",
        "Join us or die, the rebels told villagers.",
        "Download speeds doubled in a year",
        "Download numbers for the app fell by half",
        "Get ready for higher prices, economists warn",
        "Buy now or wait? Economists are split",
        "Support for independence grew to 52%",
        "Support our troops, read the banner",
        "Follow the science, ministers were told",
        "Become a nurse and you will never be out of work, her mother said",
        "Click fraud costs advertisers billions.",
        "Cookie sales fell last year.",
        "Sharing this article with a friend got him arrested.",
        "Tags on the birds showed where they had flown",
        "Donate blood, hospitals plead",
        "Donations reached a million euros",
        "Start your engines: the rally begins in Dakar",
        "Save the date: elections are on 4 May",
        "Try the soup",
        "Meta offers discounts of 20% off to advertisers",
        "The newsletter, called Morning Briefing, costs five euros a month.",
        "Sign up to the treaty or leave, the bloc warned.",
        "Register for the vote by Friday, the commission said.",
        "Join the army today",
        "Join the Bitcoin community in El Salvador and you will meet dreamers.",
        "Apply now for the vacant seat, the governor told lawyers",
        "Photo: Maria Lopez",
        "Source: Reuters",
        "Read the letter in full",
        "The full story has yet to be told",
        "Leave a light on",
        "Leave a comment on the petition, activists say",
        "Search and rescue",
        "Contact tracing began in March",
        "About 300 people came",
        "Menu prices rose",
        "Terms of the deal were not disclosed",
        "Privacy",
        "Advertisements for gin were banned",
        "Sponsored content made up half of its revenue",
        "Trending upward",
        "Most popular names of 2024",
        "Recommended daily intake",
        "You may also like to know that the bridge is old.",
        "More from the mayor came later.",
        "Related diseases",
        "Share of the vote: 52%",
        "Likes and dislikes",
        "Email",
        "Telegram",
        "Print",
        "X",
        "Next page",
        "Loading",
        "Close",
        "Log in to the register: how a village kept its records",
        # short sentences
        "This is reported by Finway",
        "He declined.",
        "It rained",
        "Nobody was hurt.",
        "By Maria Lopez",
        "June 8, 2025",
    ],
)
def test_what_reads_like_the_article_is_kept(line: str):
    assert line in kept(article_with(line))


def test_a_run_of_menu_entries_is_left_out_and_a_single_such_word_is_kept():
    menu = "About us\n\nContact\n\nPrivacy policy\n\nTerms of use"
    assert kept(f"{PROSE}\n\n{MORE}\n\n{menu}") == [PROSE, MORE]
    assert kept(f"{PROSE}\n\nPolitics\n\n{MORE}") == [PROSE, "Politics", MORE]


def test_a_share_bar_on_lines_of_its_own_is_left_out():
    assert kept(f"{PROSE}\n\nShare\nFacebook\nTwitter\nPin\nLinkedIn\n\n{MORE}") == [PROSE, MORE]


@pytest.mark.parametrize(
    "marker",
    [
        "Related Articles",
        "## Related Posts",
        "Leave a Reply",
        "You may also like",
        "3 Comments",
        "Most read",
        "More on this topic",
    ],
)
def test_after_a_tail_marker_short_lines_are_left_out(marker: str):
    assert kept(
        f"{PROSE}\n\n{MORE}\n\n{marker}\n\nRiver Levels Fall\n\nMayor Opens School in the Old Town\n\nName *\n\nSubmit"
    ) == [
        PROSE,
        MORE,
    ]


@pytest.mark.parametrize("marker", ["Related Articles", "Leave a Reply", "Most read"])
def test_a_tail_marker_in_mid_article_goes_alone(marker: str):
    assert kept(f"{PROSE}\n\n{marker}\n\nRiver Levels Fall\n\n{MORE}") == [PROSE, "River Levels Fall", MORE]


@pytest.mark.parametrize("heading", ["Comments", "Discussion", "Related", "Trending"])
def test_a_heading_that_could_be_a_tail_does_not_swallow_the_article(heading: str):
    assert kept(f"{PROSE}\n\n{heading}\n\n{MORE}\n\nHe declined.") == [PROSE, heading, MORE, "He declined."]
    assert kept(f"{PROSE}\n\n{heading}\n\nThe mayor would say no more.") == [
        PROSE,
        heading,
        "The mayor would say no more.",
    ]


@pytest.mark.parametrize("heading", ["2 Comments", "Comments (12)", "3 thoughts on “Bridge to Be Rebuilt”"])
def test_what_readers_wrote_between_the_count_of_comments_and_the_form_is_not_the_article(heading: str):
    comment = "I have crossed that old bridge every day for thirty years and nobody ever asked me what I think."
    below = f"{heading}\n\nBob\n\n{comment}\n\nReply\n\nLeave a Reply\n\nName *"
    assert kept(f"Bridge to Be Rebuilt\n\n{PROSE}\n\n{MORE}\n\n{PROSE}\n\n{below}") == [
        "Bridge to Be Rebuilt",
        PROSE,
        MORE,
        PROSE,
    ]


def test_a_count_of_comments_above_the_article_swallows_nothing():
    assert kept(f"Bridge to Be Rebuilt\n\n3 Comments\n\n{PROSE}\n\n{MORE}") == ["Bridge to Be Rebuilt", PROSE, MORE]
    page = f"Bridge to Be Rebuilt\n\nBy Maria Lopez\n\n{MORE}\n\n3 Comments\n\n{PROSE}\n\n{MORE}\n\nLeave a Reply\n\nName *"
    assert kept(page)[-2:] == [PROSE, MORE]
    assert kept(f"{PROSE}\n\n{MORE}\n\n{PROSE}\n\n3 Comments\n\n{MORE}\n\nShare on Facebook") == [
        PROSE,
        MORE,
        PROSE,
        MORE,
    ]
    assert kept(f"{PROSE}\n\nThree responses to rising water\n\n{MORE}\n\nLeave a Reply\n\nName *")[-1] == MORE


def test_a_comment_section_with_a_form_is_a_tail():
    assert kept(f"{PROSE}\n\n{MORE}\n\nComments\n\nJane\n\nLeave a Reply\n\nName *\n\nPost Comment") == [PROSE, MORE]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Banksy\n\n{PROSE}", "Banksy"),
        (
            f"Bitcoin\n\nMeta in Talks to Invest Over $10bn in Scale AI\n\n{PROSE}",
            "Meta in Talks to Invest Over $10bn in Scale AI",
        ),
        (f"Home\nNews\nTech\n\nCouncil agrees to rebuild bridge\n\n{PROSE}", "Council agrees to rebuild bridge"),
        (f"Black Death\n\nOrigins of the disease\n\n{PROSE}", "Black Death"),
        (
            f"Will the Bridge Ever Be Rebuilt?\n\nBy Maria Lopez\n\nJune 8, 2025\n\n{PROSE}",
            "Will the Bridge Ever Be Rebuilt?",
        ),
        (f"June 8, 2025\n\nCouncil agrees to rebuild the bridge\n\n{PROSE}", "Council agrees to rebuild the bridge"),
        (f"# A *Bridge* for All\n\n{PROSE}", "A *Bridge* for All"),
        (f"Valley Courier\n\n# The bridge\n\n{PROSE}", "The bridge"),
        (f"The Bridge\n==========\n\n{PROSE}", "The Bridge"),
        (f"Business\n\n{PROSE}", "Business"),
        (f"OPINION\n\nWhy bridges beat ferries\n\n{PROSE}", "Why bridges beat ferries"),
        (f"Opinion\n\nMaria Lopez\n\n{PROSE}", "Opinion"),
        (f"Register Now to Vote, Officials Urge\n\n{PROSE}", "Register Now to Vote, Officials Urge"),
        (f"Meta Wins Its Case Against the U.S.\n\n{PROSE}", "Meta Wins Its Case Against the U.S."),
        (f"---\ntitle: X\n---\nBridge to be rebuilt\n\n{PROSE}", "Bridge to be rebuilt"),
        (f"Toggle navigation\n\nBridge to Be Rebuilt\n\n{PROSE}", "Bridge to Be Rebuilt"),
        (PROSE, None),
        (f"{PROSE}\n\nA Heading Below\n\n{MORE}", None),
        ("", None),
    ],
)
def test_the_headline_is_the_line_near_the_top_that_reads_like_one(text: str, title: str | None):
    span = headline(text)
    assert (None if span is None else text[span.start : span.end]) == title
    if span is not None:
        assert blocks(text)[0][:2] == span or text[: span.start].strip()
        assert (*span, "heading") in blocks(text)


def test_what_stands_above_the_headline_is_navigation_but_not_a_date_or_a_byline():
    text = f"Bitcoin\n\nJune 8, 2025\n\nBy Maria Lopez\n\nMeta in Talks to Invest Over $10bn in Scale AI\n\n{PROSE}"
    assert kept(text) == ["June 8, 2025", "By Maria Lopez", "Meta in Talks to Invest Over $10bn in Scale AI", PROSE]


def test_a_text_of_one_line_is_text():
    assert [b.kind for b in blocks("Meta buys Scale AI")] == ["text"]


def test_a_text_that_is_nothing_but_its_tail_marker_and_lines_is_kept():
    assert kept("Related Articles\n\nfirst of the lines\n\nsecond of the lines")[-2:] == [
        "first of the lines",
        "second of the lines",
    ]


def test_a_list_of_names_is_not_made_of_headings():
    text = f"{PROSE}\n\nAlexandr Wang\n\nLucy Guo\n\nMark Zuckerberg\n\n{MORE}"
    assert {b.kind for b in blocks(text)} == {"text"}


@pytest.mark.parametrize(
    "unit", ["a", "Register for ", "Home | ", "**", "[](", "© 2025 ", "we use cookies ", "- ", "\t", "e-mail,", "#"]
)
def test_ten_megabytes_on_one_line_are_no_trouble(unit: str):
    text = unit * (10_000_000 // len(unit))
    start = time.process_time()
    blocks(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "line", ["Related Articles\n\n", "Share\nFacebook\n", "a\n", "- a\n", "```\n", "> \n", "Comments\n\n"]
)
def test_many_lines_take_time_in_proportion(line: str):
    start = time.process_time()
    blocks(line * 20_000)
    assert time.process_time() - start < 5


LINES = [
    *NAVIGATION,
    *FORMS,
    "Related Articles",
    "Comments",
    PROSE,
    "---",
    "title: x",
    "```",
    "# A",
    "- b",
    "> c",
    "| d |",
    "",
    " ",
    "1. e",
    "===",
]


@given(
    st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20)), max_size=20).map("\n".join))
)
def test_blocks_are_ascending_disjoint_trimmed_and_not_empty(text: str):
    end = 0
    for block in blocks(text):
        assert end <= block.start < block.end <= len(text)
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        end = block.end


@given(st.lists(st.text(alphabet="ab .,\n", min_size=1), max_size=5).map("\n\n".join))
def test_the_headline_is_one_of_the_blocks(text: str):
    span = headline(text)
    assert span is None or span in [block[:2] for block in blocks(text)]
