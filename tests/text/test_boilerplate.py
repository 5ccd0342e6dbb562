"""A positive and a negative example for each rule. In doubt a line is kept."""

from __future__ import annotations

import pytest

from rag.text.article_body import blocks

PROSE = (
    "The council met on Tuesday evening and agreed to rebuild the old bridge over the river before the winter begins."
)
MORE = "Work will start in October, the mayor told reporters, and is expected to cost about four million euros in all."


def kept(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in blocks(text)]


def article_with(line: str) -> str:
    return f"Bridge Over the River to Be Rebuilt\n\n{PROSE}\n\n{line}\n\n{MORE}\n"


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
        "Comments are closed to none, the mayor joked at the end of a long evening of questions from the floor of the "
        "hall.",
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
