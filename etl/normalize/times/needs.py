"""What a text must hold for a grammar rule to match anywhere, so that most rules need not be tried on most texts.

    needs(compile_pattern("part? month_any dot? year"))     -> (codes of months, the code of year)

It reads the few signs that `grammar.compile_pattern` makes: codes, groups, alternatives, repetitions.
"""

from __future__ import annotations

import re

_SIGN = re.compile(r"\((?:\?[:=])?|\)|\||[?*+]|\{\d+,\d+\}|.")
Codes = frozenset[str]


def needs(pattern: re.Pattern[str]) -> tuple[Codes, ...]:
    """Return sets of codes; each match of a rule's pattern holds at least one code of each set."""
    found = _alternatives(_SIGN.findall(pattern.pattern)[::-1])
    return tuple(sorted(set(found), key=lambda codes: (len(codes), min(codes))))


def _alternatives(signs: list[str]) -> list[Codes]:
    """What one group needs, up to its bracket; `signs` is a stack that is used up."""
    branches: list[list[Codes]] = [[]]
    while signs:
        sign = signs.pop()
        if sign == ")":
            break
        if sign == "|":
            branches.append([])
            continue
        item = _alternatives(signs) if sign.startswith("(") else [frozenset(sign)]
        if not _may_be_left_out(signs):
            branches[-1] += item
    if len(branches) == 1:
        return branches[0]
    return [frozenset().union(*(min(branch, key=len) for branch in branches))] if all(branches) else []


def _may_be_left_out(signs: list[str]) -> bool:
    """Whether a repetition that allows none follows; it is taken off the stack."""
    if not signs or not (signs[-1] in ("?", "*", "+") or signs[-1].startswith("{")):
        return False
    sign = signs.pop()
    return sign in ("?", "*") or sign.startswith("{0")
