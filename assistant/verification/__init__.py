"""Whether statements stand in what they cite. One check a file; `statements` has their order."""

from assistant.verification.evidence import Cited, Evidence, Said, evidence_of
from assistant.verification.invariants import broken_invariants
from assistant.verification.quotations import outer_quotations, stands_in
from assistant.verification.statements import Verdict, contradiction, judge, verify
from assistant.verification.support import Measured, Support

__all__ = [
    "Cited",
    "Evidence",
    "Measured",
    "Said",
    "Support",
    "Verdict",
    "broken_invariants",
    "contradiction",
    "evidence_of",
    "judge",
    "outer_quotations",
    "stands_in",
    "verify",
]
