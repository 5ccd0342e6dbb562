"""Words that limit what a sentence says, and words at which it may be cut. Data, for English, and strict."""

from __future__ import annotations

import re

SPEAKS = re.compile(
    r"\b(?:s(?:ay|ays|aid|aying)|t(?:ell|ells|old)|claim\w*|according|accus\w+|argu(?:e|es|ed)|warn\w*|announc\w+"
    r"|report\w*|believ\w+|th(?:ink|inks|ought)|sugges\w+|insist\w*|maintain\w*|add(?:s|ed)|sources?|not(?:es|ed)"
    r"|quoted|cited|citing|wr(?:ites|ote)|admit\w*|confirm\w*|den(?:y|ie[sd])|assert\w*|stat(?:es|ed)|appear\w*"
    r"|seem\w*|show(?:s|ed|n)?|rul(?:es|ed))\b",
    re.IGNORECASE,
)
PERIOD = (
    r"(?:\d|\w+ (?:minutes|hours|days|weeks|months|years)|week|month|year|night|season|spring|summer|autumn|winter"
    r"|Mon|Tues|Wed|Thurs|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
"""What makes a time of "last week", which does not limit as "the last ship" does."""
LIMITS = re.compile(
    r"\b(?:if|unless|until|except\w*|without|only|just|some|most|all|every|each|few|fewer|many|several|half|almost|nearly"
    r"|about|around|roughly|approximately|least|up to|more|less|former\w*|alleged|so-called|provided|subject"
    r"|pending|other than|apart from|rather|instead|but|although|though|despite|partly|mostly|mainly|barely|hardly"
    r"|attempted|failed|fake|false|would-be|acting|deputy|vice|assistant|second|third|previous"
    rf"|(?:first|last|next)(?! {PERIOD})"
    r"|fail\w*|suspected|presumed|apparent\w*|supposed\w*|part|principle|theory|condition|paper|case|cases)\b|\w{3,}est\b",
    re.IGNORECASE,
)
STRICT = re.compile(
    r"\b(?:all|every|each|only|none|nobody|(?<!at )(?:most|least)|first|never|always|any|everyone|sole|unique|record"
    rf"|total|last(?! {PERIOD})"
    r"|(?!interest|request|arrest|protest|forest|guest|west|test|invest|harvest|honest|contest|suggest|latest)\w{3,}est)\b",
    re.IGNORECASE,
)
"""A claim with one of these is true of what the whole sentence is about, so that a time or a place may not go."""
CONDITION = re.compile(r"\b(?:if|unless|provided|only if|subject to|on condition|except\w*)\b", re.IGNORECASE)
CHANGES = re.compile(
    rf"{SPEAKS.pattern}|{CONDITION.pattern}|n['’]t\b"
    r"|\b(?:not|no|never|without|alleg\w+|reportedly|possibly|perhaps|probably|likely|apparently|supposedly|presumably"
    r"|but|rather|instead|pending|other than|apart from|partly|mostly|mainly)\b",
    re.IGNORECASE,
)
"""What makes of an aside more than an aside."""
AFTERWORD = re.compile(
    r", (?:(?:mainly |largely |partly |chiefly )?(?:because|due to|owing to|thanks to|as a result)\b"
    r"|an? (?:allegation|accusation|claim|charge)\b)",
    re.IGNORECASE,
)
"""Why something is so, and what somebody thinks of it: what goes before holds without it."""
GOVERNS = re.compile(r"\b(?:if|unless|whether|that|asked|hop\w+|expect\w*|fear\w*)\b", re.IGNORECASE)
"""What stands before a clause and may hold for the next one too."""
PLACES = frozenset("in on at during near outside inside throughout across along from".split())
TAILS = PLACES | frozenset(
    "for after before when while where as because following by with amid since and rather".split()
)
ARTICLES = frozenset("the a an".split())
BESIDE = frozenset("and but while although though whereas".split())
TIMES = frozenset("today yesterday tomorrow tonight overnight".split())
RELATIVE = frozenset("who which whose where whom".split())
DETERMINERS = frozenset("the a an his her its their this that these those of in at by for with to from 's".split())
