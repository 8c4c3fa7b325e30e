"""A small closed language: `tier != help_desk and (products has autopay or cis_vendor = "Northstar")`. Pure.

It can ask the facts of `facts.FACTS` and nothing else; there are no calls, no arithmetic and no names of its own. A fact that nobody
knows leaves a test undecided, and an undecided condition leaves its task in the plan.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pilotage.onboarding.conditions.facts import FACTS, FactKind, Facts, fact_words

LONGEST, DEEPEST = 500, 20
_TOKEN = re.compile(
    r"""\s*(?:(?P<word>[A-Za-z0-9_.\-]+)|(?P<text>"[^"]*"|“[^”]*”|'[^']*')|(?P<sign>!=|>=|<=|<>|==|=|>|<|\(|\)|,))"""
)
_SAME = {"==": "=", "<>": "!="}
_SIGNS = ("=", "!=", ">=", "<=", ">", "<")
Answer = bool | None


class ConditionProblem(ValueError):
    """Why a condition can't be read, in words, with what to write instead."""


@dataclass(frozen=True)
class Test:
    """`fact sign values`: sign is one of = != >= <= > < in, not in, has."""

    fact: str
    sign: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        many = f"({', '.join(self.values)})" if self.sign in ("in", "not in") else self.values[0]
        return f"{self.fact} {self.sign} {many}"


@dataclass(frozen=True)
class Junction:
    """`and`, `or` or `not` over others."""

    word: str
    parts: "tuple[Expression, ...]"


Expression = Test | Junction


@lru_cache(maxsize=2000)
def parse(condition: str) -> Expression | None:
    """The condition as a tree; None for an empty one. Errors: `ConditionProblem`, in words."""
    if not condition.strip():
        return None
    if len(condition) > LONGEST:
        raise ConditionProblem(f"The condition is longer than {LONGEST} characters. Split the task, or ask less.")
    reader = _Reader(condition)
    found = reader.alternatives(0)
    if reader.peek():
        raise ConditionProblem(f"“{reader.peek()}” is one word too many. Join two tests with and, or with or.")
    return found


def why_bad(condition: str) -> str | None:
    """In words why a condition can't be read; None when it can, or is empty."""
    try:
        parse(condition)
    except ConditionProblem as problem:
        return str(problem)
    return None


def holds(condition: str, facts: Facts) -> Answer:
    """True or False; None while facts that decide it are not known. One that can't be read is undecided."""
    try:
        found = parse(condition)
    except ConditionProblem:
        return None
    return True if found is None else _holds(found, facts)


def is_left_out(condition: str, facts: Facts) -> bool:
    """True when the condition surely does not hold."""
    return holds(condition, facts) is False


def asked_facts(condition: str) -> tuple[str, ...]:
    """The facts that a condition asks, each once; none where it can't be read."""
    try:
        found = parse(condition)
    except ConditionProblem:
        return ()
    return tuple(dict.fromkeys(test.fact for test in _tests(found))) if found is not None else ()


def why_left_out(condition: str, facts: Facts) -> str:
    """What decided against a task: `Support tier is Client Services help desk`."""
    found = parse(condition)
    if found is None:
        return ""
    decisive = [test.fact for test in _tests(found) if facts.get(test.fact) is not None]
    return "; ".join(f"{FACTS[key].label} is {fact_words(key, facts.get(key))}" for key in dict.fromkeys(decisive))


def _tests(found: Expression) -> Iterator[Test]:
    if isinstance(found, Test):
        yield found
    else:
        for part in found.parts:
            yield from _tests(part)


def _holds(found: Expression, facts: Facts) -> Answer:
    if isinstance(found, Test):
        value = facts.get(found.fact)
        return None if value is None or value == "" else _passes(found, value)
    answers = [_holds(part, facts) for part in found.parts]
    if found.word == "not":
        return None if answers[0] is None else not answers[0]
    deciding = found.word == "or"
    if deciding in answers:
        return deciding
    return None if None in answers else not deciding


def _passes(test: Test, value: object) -> bool:
    if test.sign in (">=", "<=", ">", "<") or FACTS[test.fact].kind == FactKind.NUMBER:
        return _compare(test, value)
    words = {str(one).casefold() for one in value} if isinstance(value, list | tuple) else {str(value).casefold()}
    is_met = not words.isdisjoint(one.casefold() for one in test.values)
    return is_met == (test.sign in ("=", "in", "has"))


def _compare(test: Test, value: object) -> bool:
    have, asked = float(str(value)), [float(one) for one in test.values]
    signs: dict[str, Callable[[], bool]] = {
        ">=": lambda: have >= asked[0],
        "<=": lambda: have <= asked[0],
        ">": lambda: have > asked[0],
        "<": lambda: have < asked[0],
        "=": lambda: have == asked[0],
        "!=": lambda: have != asked[0],
        "in": lambda: have in asked,
        "not in": lambda: have not in asked,
    }
    return signs[test.sign]()


class _Reader:
    """Reads tokens from left to right; `not` binds closest, then `and`, then `or`."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.quoted: set[int] = set()
        place, text = 0, text.rstrip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise ConditionProblem(f"“{text[place:].strip()[:20]}” can't be read. {_EXAMPLE}")
            if found["text"]:
                self.quoted.add(len(self.tokens))
            word = found[0].strip()
            self.tokens.append(found["text"][1:-1] if found["text"] else _SAME.get(word, word))
            place = found.end()
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.place += 1
        return token

    def takes(self, word: str) -> bool:
        if self.place not in self.quoted and self.peek().lower() == word:
            self.place += 1
            return True
        return False

    def alternatives(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise ConditionProblem(f"Brackets stand more than {DEEPEST} deep. Ask less in one condition.")
        parts = [self.joined(depth)]
        while self.takes("or"):
            parts.append(self.joined(depth))
        return parts[0] if len(parts) == 1 else Junction("or", tuple(parts))

    def joined(self, depth: int) -> Expression:
        parts = [self.single(depth)]
        while self.takes("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else Junction("and", tuple(parts))

    def single(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise ConditionProblem(f"Brackets stand more than {DEEPEST} deep. Ask less in one condition.")
        if self.takes("not"):
            return Junction("not", (self.single(depth + 1),))
        if self.takes("("):
            inner = self.alternatives(depth + 1)
            if not self.takes(")"):
                raise ConditionProblem("A bracket is opened and not closed. Close it with ).")
            return inner
        return self.test()

    def test(self) -> Test:
        fact = self.next().lower()
        if not fact:
            raise ConditionProblem(f"The condition ends too early. {_EXAMPLE}")
        if fact not in FACTS:
            raise ConditionProblem(f"“{fact}” is no fact that a condition can ask. Ask one of: {', '.join(FACTS)}.")
        sign = self.sign(fact)
        values = self.several() if sign in ("in", "not in") else (self.value(fact),)
        return _checked(Test(fact, sign, values))

    def sign(self, fact: str) -> str:
        if self.takes("not"):
            if self.takes("in"):
                return "not in"
            raise ConditionProblem(f"After “{fact} not” comes in. {_EXAMPLE}")
        for word in ("in", "has", *_SIGNS):
            if self.takes(word):
                return word
        raise ConditionProblem(f"After “{fact}” comes =, !=, in, not in, has, or for numbers >= <= > <. {_EXAMPLE}")

    def several(self) -> tuple[str, ...]:
        if not self.takes("("):
            raise ConditionProblem("After in comes a list in brackets, such as vertical in (utility, tax).")
        values = [self.value("in")]
        while self.takes(","):
            values.append(self.value("in"))
        if not self.takes(")"):
            raise ConditionProblem("The list after in is not closed. Put a comma between answers and ) at the end.")
        return tuple(values)

    def value(self, before: str) -> str:
        is_quoted, token = self.place in self.quoted, self.next()
        if not token or (not is_quoted and token in (*_SIGNS, "(", ")", ",")):
            raise ConditionProblem(f"An answer is missing after “{before}”. {_EXAMPLE}")
        return token


_EXAMPLE = "Write one such as tier = help_desk, or vertical != tax and products has autopay."


def _checked(test: Test) -> Test:
    fact = FACTS[test.fact]
    if test.sign in (">=", "<=", ">", "<") and fact.kind != FactKind.NUMBER:
        raise ConditionProblem(f"“{test.fact}” is no number. Compare it with = or !=.")
    if test.sign == "has" and fact.kind != FactKind.SEVERAL:
        raise ConditionProblem(f"“{test.fact}” holds one answer. Compare it with =.")
    for value in test.values:
        if fact.kind == FactKind.NUMBER and not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", value):
            raise ConditionProblem(f"“{value}” is no number. {test.fact} needs one, such as {test.fact} >= 3.")
        if fact.answers and value.casefold() not in fact.answers:
            raise ConditionProblem(f"“{value}” is no {test.fact}. Write one of: {', '.join(fact.answers)}.")
    return test
