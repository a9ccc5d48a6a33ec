"""Who may share what with whom, and who may read what (domain reference F.7 and F.7b)."""

from __future__ import annotations

from sluitend.domain.sharing.consent import (
    ConsentAnswer,
    ConsentState,
    check_consent,
    find_consent,
    needed_from,
    valid,
)
from sluitend.domain.sharing.decide import TO_CONFIRM, Decision, check_share, may_share
from sluitend.domain.sharing.life import SENSITIVE_DOMAINS, About, LifeDomainType, check_life_domain
from sluitend.domain.sharing.matrix import Answer, ConsentNeed, Inform, Item, Matrix, Rule
from sluitend.domain.sharing.organisation import NEVER_BSN, OrganisationType, Predecessor
from sluitend.domain.sharing.read import (
    Cell,
    Given,
    Reader,
    ReadLevel,
    ReadMatrix,
    Relation,
    level_for,
    may_read,
    readable,
)
from sluitend.domain.sharing.stage import REPORT_STAGES, StageFacts, stages_of
from sluitend.domain.sharing.tighten import tighten
from sluitend.domain.sharing.viewer import Viewer

__all__ = [
    "NEVER_BSN",
    "REPORT_STAGES",
    "SENSITIVE_DOMAINS",
    "TO_CONFIRM",
    "About",
    "Answer",
    "Cell",
    "ConsentAnswer",
    "ConsentNeed",
    "ConsentState",
    "Decision",
    "Given",
    "Inform",
    "Item",
    "LifeDomainType",
    "Matrix",
    "OrganisationType",
    "Predecessor",
    "ReadLevel",
    "ReadMatrix",
    "Reader",
    "Relation",
    "Rule",
    "StageFacts",
    "Viewer",
    "check_consent",
    "check_life_domain",
    "check_share",
    "find_consent",
    "level_for",
    "may_read",
    "may_share",
    "needed_from",
    "readable",
    "stages_of",
    "tighten",
    "valid",
]
