"""From a phase and the playbooks chosen for it to the lines of its plan: facts known and told, parts, parameters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pilotage.billers.models import Phase
from pilotage.onboarding.facts import KnownFacts, fillings, known_facts, values
from pilotage.onboarding.lines import Line, lengths, line_of_row
from pilotage.onboarding.models import PlaybookTask, PlaybookVersion, Project
from pilotage.onboarding.stitching import Source, Stitched, stitch


@dataclass(frozen=True)
class Told:
    """What the person who starts a project says: answers by fact, lengths in working days and words by name.

    `lengths` are working days by a task's code that were accepted from past projects.
    """

    facts: Mapping[str, Any]
    days: Mapping[str, int]
    words: Mapping[str, str]
    lengths: Mapping[str, int] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, Any]:
        """What a project keeps of lengths and words."""
        kept: dict[str, Any] = {"days": dict(self.days), "words": dict(self.words)}
        return kept | ({"lengths": dict(self.lengths)} if self.lengths else {})


NOTHING = Told({}, {}, {})


@dataclass(frozen=True)
class Composition:
    """The lines of a plan, and the facts by which they were chosen."""

    stitched: Stitched
    facts: dict[str, Any]
    #: The playbook's own lengths, by code, of tasks whose length was accepted from past projects.
    accepted: dict[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.stitched.lines


def source_of(version: PlaybookVersion) -> Source:
    """A version as stitching takes it."""
    return source_with(version, [line_of_row(row) for row in version.tasks.all()])


def source_with(version: PlaybookVersion, lines: Iterable[Line]) -> Source:
    """A version whose lines were read already."""
    return Source(version.playbook.slug, version.playbook.name, tuple(lines))


@dataclass(frozen=True)
class Basis:
    """What a plan of a phase is composed from, read once: what is known about the phase, and playbooks by version."""

    known: KnownFacts
    sources: Mapping[int, Source]


def sources_of(versions: Iterable[PlaybookVersion]) -> dict[int, Source]:
    """Versions as stitching takes them, by key; one query for the lines of all."""
    given = {version.pk: version for version in versions}
    lines: dict[int, list[Line]] = {pk: [] for pk in given}
    for row in PlaybookTask.objects.filter(version__in=given).order_by("version_id", "position"):
        lines[row.version_id].append(line_of_row(row))
    return {pk: source_with(one, lines[pk]) for pk, one in given.items()}


def basis_of(phase: Phase, versions: Iterable[PlaybookVersion]) -> Basis:
    """Reads what compositions of these versions for a phase need."""
    return Basis(known_facts(phase), sources_of(versions))


def compose(
    phase: Phase, version: PlaybookVersion, *, parts: Sequence[PlaybookVersion] = (), told: Told = NOTHING,
    tier: str | None = None, basis: Basis | None = None,
) -> Composition:  # fmt: skip
    """The plan that these playbooks give for a phase. What is told goes before what is known. Errors: `PlanError`.

    `basis` is read unless it was already.
    """
    basis = basis or basis_of(phase, [version, *parts])
    sources = [basis.sources[one.pk] for one in (version, *parts)]
    facts = facts_for(basis.known, told.facts, tier)
    words = fillings(phase) | {name: text for name, text in told.words.items() if text}
    found = stitch(sources[0], sources[1:], facts=facts, words=words, days=known_lengths(told, sources))
    own = {one.code: one.duration_days for one in found.lines if one.code in told.lengths}
    if told.lengths:
        lines = (replace(one, duration_days=told.lengths.get(one.code, one.duration_days)) for one in found.lines)
        found = replace(found, lines=tuple(lines))
    return Composition(found, facts, own)


def facts_for(known: KnownFacts, told: Mapping[str, Any], tier: str | None = None) -> dict[str, Any]:
    """Known answers with what was told over them."""
    found = values(known) | {key: value for key, value in told.items() if value not in (None, "", [])}
    return found | {"tier": tier} if tier else found


def known_lengths(told: Told, sources: Iterable[Source]) -> dict[str, int]:
    """Each named length: as told, else as the playbooks have it."""
    return lengths([line for one in sources for line in one.lines]) | dict(told.days)


def recompose(
    project: Project, version: PlaybookVersion, parts: Sequence[PlaybookVersion], basis: Basis
) -> Composition:
    """The plan that a version would give for a running project, by what its start was told and what is known today."""
    kept = project.parameters
    told = Told(project.facts, kept.get("days", {}), kept.get("words", {}))
    fresh = {key: value for key, value in values(basis.known).items() if key in FRESH}
    told = Told({**told.facts, **fresh}, told.days, told.words)
    return compose(project.phase, version, parts=parts, told=told, basis=basis)


#: Facts that other records decide: a running project follows them, whatever its start was told.
FRESH = ("tier", "contact", "window_days", "vertical", "cis", "cis_vendor", "integration", "phased", "enterprise")
