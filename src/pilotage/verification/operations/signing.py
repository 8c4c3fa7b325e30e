"""Signs versions of a mapping."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.verification.enums import SIGN_NAMES, SignSide
from pilotage.verification.models import MappingSignature, SpecVersion
from pilotage.verification.operations.inventory import recount_of
from pilotage.verification.permissions import require_it_lead, require_signer
from pilotage.work.texts import no_card

MAPPING_SIGNED = "verification.mapping_signed"


def sign_version(
    *, version: SpecVersion, side: str, name: str = "", remark: str = "", by: Viewer, now: datetime
) -> MappingSignature:
    """A yes to exactly this version. OS and IM sign for themselves; of the biller's IT lead it is written down who said yes, and how.

    Refuses a side that has signed, an old version, and the biller's yes without a name and where it stands in writing. Also:
    event `verification.mapping_signed`.
    """
    if side not in SIGN_NAMES:
        raise Refused(_("Choose who signs."), field="side")
    require_signer(by, side)
    name, remark = " ".join(name.split()), " ".join(remark.split())
    if side != SignSide.BILLER_IT:
        name = by.name
    elif not name or not remark:
        raise Refused(
            _("Name the IT lead, and say where their yes stands in writing."), field="remark" if name else "name"
        )
    return _sign(version, side, name, remark, by, now)


def sign_as_it_lead(*, version: SpecVersion, remark: str = "", by: Viewer, now: datetime) -> MappingSignature:
    """The yes of the biller's IT lead, given by that person in the portal; the owner of the verification is told.

    Refuses an old version and one that the IT lead has signed. Raises `Forbidden` for anybody else. Also: event
    `verification.mapping_signed`.
    """
    require_it_lead(by, version.biller_id)
    made = _sign(version, SignSide.BILLER_IT, by.name, " ".join(remark.split()) or _("Signed in the portal."), by, now)
    owners = User.objects.filter(pk__in=[key for key in (version.spec.owner_id,) if key is not None])
    words = _("%(name)s signed the mapping of %(spec)s.") % {"name": by.name, "spec": version}
    tell(
        users=owners, kind="verification_ended", text=words[:400], url=f"/verification/specs/{version.spec_id}/",
        record=version.spec.record, key=f"mapping-signed:{made.pk}", by=system(), now=now,
    )  # fmt: skip
    return made


def _sign(version: SpecVersion, side: str, name: str, remark: str, by: Viewer, now: datetime) -> MappingSignature:
    for field, text in (("name", name), ("remark", remark)):
        no_card(text, field=field)
    with change(by=by, now=now) as c:
        newest = SpecVersion.objects.everywhere().filter(spec=version.spec_id).order_by("-number").first()
        if newest is None or newest.pk != version.pk:
            raise Refused(_("A newer version was saved. Sign that one."))
        if not version.body.get("key") or not version.body.get("fields"):
            raise Refused(_("This version has no key, or no field beside it. Map them first; then sign."))
        if MappingSignature.objects.everywhere().filter(version=version, side=side).exists():
            raise Refused(_("This side has signed already."), field="side")
        made = c.create(
            MappingSignature, scope=version.biller_id, event=MAPPING_SIGNED, biller_id=version.biller_id, spec_id=version.spec_id,
            version=version, side=side, name=name[:200], remark=remark[:300], digest=version.digest, made_by_id=by.user_id,
            made_at=now,
        )  # fmt: skip
        c.touch(made)
        recount_of(c, version.spec)
        return made
