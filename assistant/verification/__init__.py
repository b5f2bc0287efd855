"""Whether statements stand in what they cite. One check a file; `statements` has their order."""

from assistant.verification.evidence import Cited, Evidence, Said, evidence_of
from assistant.verification.faithfulness import Faithfulness
from assistant.verification.invariants import broken_invariants
from assistant.verification.orders import reporting
from assistant.verification.plain_words import content_stems
from assistant.verification.quotations import outer_quotations, stands_in
from assistant.verification.speaking import speakers_named
from assistant.verification.statements import Refused, Verdict, contradiction, judge, verify
from assistant.verification.support import Measured, Support

__all__ = [
    "Cited",
    "Evidence",
    "Faithfulness",
    "Measured",
    "Refused",
    "Said",
    "Support",
    "Verdict",
    "broken_invariants",
    "content_stems",
    "contradiction",
    "evidence_of",
    "judge",
    "outer_quotations",
    "reporting",
    "speakers_named",
    "stands_in",
    "verify",
]
