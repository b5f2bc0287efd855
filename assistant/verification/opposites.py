"""Pairs of words of which a statement may not have one where its passage has the other.

Owns the list only; `polarity` decides when it counts. Words that are opposites in one sense and none in the next are
left out.
"""

from assistant.verification.plain_words import stem

_LISTED = """
rise rose risen rising increase increased grew grow grown climb climbed jumped gain gained higher soared surged
| fall fell fallen falling decrease decreased decline declined drop dropped shrink shrank lower plunged lost
raise raised | lower lowered cut reduce reduced
accept accepted approve approved agree agreed backed support supported welcome welcomed endorsed
| reject rejected refuse refused oppose opposed veto vetoed condemned objected
win won victory | lose lost defeat defeated beaten
open opened reopen reopened | close closed shut closing closure
begin began begun start started | end ended finish finished stop stopped
before earlier | after later
more above over exceeded | less fewer below under
guilty convicted | innocent acquitted cleared
alive survived survive | dead died killed
allow allowed permit permitted | ban banned forbid forbidden prohibit prohibited
stay stayed | resign resigned quit
confirm confirmed admit admitted confess confessed | deny denied
guilty | deny denied
cheaper | dearer costlier
largest biggest highest most | smallest lowest least
best | worst
north northern | south southern
east eastern | west western
arrive arrived | depart departed
buy bought | sell sold
hire hired | fired sack sacked dismissed
praise praised | criticise criticised criticize criticized
success successful succeeded | failure failed
safe safer | dangerous unsafe
first | last
well successful successfully | badly poorly
greater bigger larger | smaller lesser
tightened tighten stricter | loosened loosen relaxed relax eased ease
certain definite guaranteed | possible uncertain unsure
switchedon | switchedoff
beforeday | afterday
ahead | behind
forward advanced | back backward retreated withdrew
many | few
save saves saved saving | cost costs
continue continues continued | end ends ended stop stopped
keep kept | drop dropped abandon abandoned scrap scrapped
faster quicker | slower
possible likely | impossible unlikely
legal | illegal
"""
OPPOSITES = tuple(
    tuple(frozenset(stem(word) for word in side.split()) for side in pair.split("|"))
    for pair in _LISTED.replace("\n|", " |").strip().splitlines()
)
"""Stems of one side and of the other."""
