"""The records that cross from one stage to the next: frozen, typed, one type per crossing.

    Source > Found > Fetched > Parsed > Cleaned > Article > Reading > Prepared > Judged > Report

All spans are character offsets [start, end) into the text of the record they belong to; those of an `Article` obey
`article.text[x.start:x.end] == x.surface`. Moments are aware UTC datetimes. None means "not known"; "" never does.
This module holds no behaviour beyond what is derived from a record's own fields.
"""

from __future__ import annotations

from etl.records.article import (
    AgentKind,
    Article,
    Author,
    Byline,
    Chain,
    Mention,
    MentionForm,
    MentionKind,
    Moment,
    Place,
    Precision,
    Quotation,
    TimeExpression,
    TimexType,
    ZoneSource,
)
from etl.records.authorities import AuthorityFile, AuthorityRecord
from etl.records.decisions import Action, Decision, Subject
from etl.records.documents import (
    Block,
    BlockKind,
    Claim,
    ClaimField,
    Cleaned,
    Edit,
    Emphasis,
    Fetch,
    Fetched,
    Found,
    Layout,
    Origin,
    Parsed,
    Source,
)
from etl.records.explanation import ExplainedAuthor, ExplainedName, Explanation
from etl.records.parts import Cut, CutOf, Part
from etl.records.verdicts import (
    Derivation,
    Fingerprint,
    Judged,
    LookAlike,
    Pair,
    Prepared,
    Provenance,
    Reading,
    Rejected,
    Report,
    Row,
    Stored,
    Verdict,
    Waiting,
)

__all__ = [
    "Action",
    "AgentKind",
    "Article",
    "Author",
    "AuthorityFile",
    "AuthorityRecord",
    "Block",
    "BlockKind",
    "Byline",
    "Chain",
    "Claim",
    "ClaimField",
    "Cleaned",
    "Cut",
    "CutOf",
    "Decision",
    "Derivation",
    "Edit",
    "Emphasis",
    "ExplainedAuthor",
    "ExplainedName",
    "Explanation",
    "Fetch",
    "Fetched",
    "Fingerprint",
    "Found",
    "Judged",
    "Layout",
    "LookAlike",
    "Mention",
    "MentionForm",
    "MentionKind",
    "Moment",
    "Origin",
    "Pair",
    "Parsed",
    "Part",
    "Place",
    "Precision",
    "Prepared",
    "Provenance",
    "Quotation",
    "Reading",
    "Rejected",
    "Report",
    "Row",
    "Source",
    "Stored",
    "Subject",
    "TimeExpression",
    "TimexType",
    "Verdict",
    "Waiting",
    "ZoneSource",
]
