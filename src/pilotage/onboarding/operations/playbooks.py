"""Playbooks and their versions, published from a file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding import shipped
from pilotage.onboarding.checking import check_lines
from pilotage.onboarding.conditions import PRODUCTS
from pilotage.onboarding.lines import Line, lines_of_file, row_values
from pilotage.onboarding.models import Playbook, PlaybookTask, PlaybookVersion
from pilotage.onboarding.permissions import may_plan
from pilotage.planner.planfile import PlanFile

PUBLISHED = "onboarding.playbook_version_published"
DRAFTED = "onboarding.playbook_draft_begun"


def load_shipped_playbook(*, by: Viewer, now: datetime) -> PlaybookVersion:
    """The shipped playbook's newest version; it and the shipped parts are made where missing, what people published stays."""
    newest = None
    for one in shipped.SHIPPED:
        held = Playbook.objects.filter(slug=one.slug).first()
        version = held.versions.filter(is_published=True).first() if held else None
        if version is None:
            version = publish_playbook_version(
                slug=one.slug, name=one.name, description=one.description, is_part=one.is_part, products=one.products,
                plan=one.plan(), note=_("As shipped"), by=by, now=now,
            )  # fmt: skip
        newest = newest or version
    assert newest is not None
    return newest


def publish_playbook_version(
    *,
    plan: PlanFile,
    name: str,
    slug: str = "",
    description: str = "",
    note: str = "",
    is_part: bool | None = None,
    products: Sequence[str] = (),
    by: Viewer,
    now: datetime,
) -> PlaybookVersion:
    """A new version of a playbook (and the playbook, if its slug is new) from a plan file. Projects keep theirs.

    Refuses unknown dependencies, cycles and conditions that can't be read, naming the row, and a playbook whose draft somebody
    is building. Also: event `onboarding.playbook_version_published`.
    """
    require_may_publish(by)
    title = " ".join(name.split())
    if not title:
        raise Refused(_("Give the playbook a name."), field="name")
    key = slug or slugify(title)[:50]
    with change(by=by, now=now) as c:
        playbook = Playbook.objects.select_for_update().filter(slug=key).first()
        is_for_parts = bool(is_part) if playbook is None else playbook.is_part
        lines = lines_of_file(plan)
        check_lines(lines, is_part=is_for_parts, field="file")
        if playbook is None:
            playbook = new_playbook(c, key, title, description, bool(is_part), products)
        return new_version(c, playbook, lines, note=note, is_published=True)


def require_may_publish(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_plan(by):
        raise Forbidden(_("Only a PM, an IM or an administrator may build or publish a playbook."))


def new_playbook(c: Change, key: str, name: str, description: str, is_part: bool, products: Sequence[str]) -> Playbook:
    """A playbook without versions. Refuses a product that there is not."""
    unknown = [word for word in products if word not in PRODUCTS]
    if unknown:
        raise Refused(_("“%(word)s” is no product that a biller buys.") % {"word": unknown[0]}, field="products")
    return c.create(Playbook, slug=key, name=name, description=description, is_part=is_part, products=list(products))


def new_version(
    c: Change, playbook: Playbook, lines: Sequence[Line], *, note: str, is_published: bool
) -> PlaybookVersion:
    """The next version with these lines. Refuses while a draft is open, whose builder would be overtaken."""
    last = playbook.versions.first()
    if last is not None and not last.is_published:
        raise Refused(
            _("%(author)s is building a draft of %(name)s. Publish or discard it first.")
            % {"author": last.author or _("Somebody"), "name": playbook.name},
            field="name",
        )
    version = c.create(
        PlaybookVersion,
        event=PUBLISHED if is_published else DRAFTED,
        note=note,
        playbook=playbook,
        number=(last.number if last else 0) + 1,
        is_published=is_published,
        created_at=c.now,
        author=c.by.name,
    )
    PlaybookTask.objects.bulk_create(
        [PlaybookTask(version=version, **row_values(replace(line, position=n))) for n, line in enumerate(lines, 1)],
        batch_size=500,
    )
    return version
