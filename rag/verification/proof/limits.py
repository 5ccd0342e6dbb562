"""Words that limit what a sentence says, and words for kinds of things. Data, for English."""

from __future__ import annotations

import re

SPEAKS = re.compile(
    r"\b(?:s(?:ay|ays|aid|aying)|t(?:ell|ells|old)|claim\w*|according|accus\w+|argu(?:e|es|ed)|warn\w*|announc\w+"
    r"|report\w*|believ\w+|th(?:ink|inks|ought)|sugges\w+|insist\w*|maintain\w*|add(?:s|ed)|sources?|not(?:es|ed)"
    r"|told|quoted|cited|citing|wr(?:ites|ote)|admit\w*|confirm\w*|den(?:y|ie[sd])|assert\w*|stat(?:es|ed)|appear\w*"
    r"|seem\w*)\b",
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
KINDS = frozenset(
    """
    company firm group club team party union bank university agency council ministry band airline court vehicle carmaker
    trust maker chain charity organisation body retailer lender operator plant building ship rocket plane animal bird
    rival striker midfielder defender
    """.split()
)
"""What a name may be called later: "the company"."""
