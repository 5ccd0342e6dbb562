"""Words of which one question has one and another question the other: a "founder" is no "owner".

Each line is a group: of two of its words one does not stand for the other, and both fit the same questions.
"""

from __future__ import annotations

from collections.abc import Mapping

_GROUPS = """
ceo cfo coo cto chairman
president vice-president chairman secretary treasurer spokesman
minister mayor governor senator ambassador
founder owner director editor chairman investor
captain coach manager goalkeeper referee
lawyer judge prosecutor defendant witness victim
author illustrator translator publisher editor
director producer composer writer cinematographer
singer drummer guitarist bassist
king queen prince princess
father mother brother sister
son daughter nephew niece
wife husband
uncle aunt grandfather grandmother
teacher pupil student principal
doctor nurse patient
driver passenger pilot
born buried married baptised educated
birth death marriage
founded closed dissolved renamed
founded sold
opened closed demolished rebuilt
built destroyed designed restored
arrived left
won lost
win lose
winner loser runner-up
bought sold
buy sell
hired fired
killed injured arrested rescued
dead injured missing
elected defeated appointed dismissed
starred directed wrote
started ended
start end
begin end
began ended
first second third last
oldest youngest
newest oldest
largest smallest
biggest smallest
highest lowest
longest shortest
fastest slowest
richest poorest
most least
maximum minimum
before after
north south east west
northern southern eastern western
upper lower
increase decrease
increased decreased
rise fall
rose fell
revenue profit debt
income expenditure
imports exports
import export
cost weight
price weight size
length width height depth weight
tall wide deep heavy
long wide
population area
men women children
boys girls
male female
goals assists
gold silver bronze
song album film novel
city country river
river lake mountain
capital population currency
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
red blue green yellow black white
two three four five six seven eight nine ten
morning evening
breakfast lunch dinner
summer winter
cause effect treatment symptom
causes symptoms treatments
advantage disadvantage
advantages disadvantages
strengths weaknesses
supporters critics opponents
supported opposed
support oppose
accepted rejected
allowed banned
approved rejected
praised criticised
agreed refused
borrowed lent
employer employee
employees customers shareholders
buyer seller
teacher student
invented discovered patented
acquired founded merged
ceo president chairman
headquarters factory airport
university school hospital
battle treaty siege
army navy
airline airport
bridge tunnel
married divorced
hometown birthplace
religion language
nickname surname
salary age
deadliest costliest
heir predecessor successor
predecessor successor
attacker victim
ally enemy
"""


def _group_of() -> dict[str, tuple[str, ...]]:
    others: dict[str, dict[str, None]] = {}
    for line in _GROUPS.split("\n"):
        for word in line.split():
            others.setdefault(word, {}).update(dict.fromkeys(other for other in line.split() if other != word))
    return {word: tuple(found) for word, found in others.items()}


GROUP_OF: Mapping[str, tuple[str, ...]] = _group_of()
"""For each word the others of its groups."""
