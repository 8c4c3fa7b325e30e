"""What a transition's page says: the proposal, its facts, what changed since it was decided."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pilotage.core.decision_tables import DecisionTable
from pilotage.transition.enums import FACT_NAMES, SUPPORT_NAMES, Support
from pilotage.transition.models import TransitionDecision
from pilotage.transition.risk_signs import SIGN_NAMES, Sign

AFTER_WINDOW = {
    "client_services": gettext_lazy("client services; no hypercare"),
    "client_services_and_csm": gettext_lazy("cases to client services, performance and adoption to the CSM"),
}
_SAID = ("vertical", "mrr", "integration", "product", "integrator", "state", "is_enterprise", "target_go_live")


def proposal_words(found: TransitionDecision) -> dict[str, Any] | None:
    """What the policy proposes, with its row."""
    if found.support == Support.FACTS_MISSING:
        return {"answer": _("No tier yet"), "reason": found.reason, "row": ""}
    window = _("no support window") if not found.window_days else _("%(n)d days") % {"n": found.window_days}
    if found.is_window_minimum:
        window = _("at least %(window)s, then evaluated") % {"window": window}
    n = found.meetings_required or 0
    meetings = ngettext("at least %(n)d meeting before go-live", "at least %(n)d meetings before go-live", n) % {"n": n}
    answer = f"{SUPPORT_NAMES[Support(found.support)]}: {window}" + (f", {meetings}" if n else "")
    return {
        "answer": answer,
        "reason": found.reason,
        "row": _("Row %(row)s") % {"row": found.row},
        "row_url": f"{reverse('transition:policy')}#{found.row}",
        "version": _("policy %(version)s") % {"version": found.policy_version},
    }


def facts_rows(found: TransitionDecision) -> list[Any]:
    """The facts that the proposal stands on, each with the place where it is kept."""
    facts, biller = found.facts, reverse("desk:biller", args=[found.biller_id])
    edit = reverse("billers:edit", args=[found.biller_id])
    rows: list[Any] = []
    for key, label in (("vertical", _("Vertical")), ("mrr", _("MRR, USD")), ("state", _("State"))):
        value = f"{Decimal(facts[key]):,.2f}" if key == "mrr" and facts.get(key) else facts.get(key)
        source = {"source": _("the biller"), "source_url": edit}
        rows.append(
            {
                "label": label,
                "value": value or "",
                "missing": "" if value or key == "state" else _("not known"),
                **source,
            }
        )
    for key, label in (("product", _("CIS product")), ("integrator", _("Integrator"))):
        value = facts.get(key)
        rows.append(
            {
                "label": label,
                "value": value or "",
                "missing": "" if value else _("not known"),
                "source": _("the integration"),
                "source_url": biller,
            }
        )
    rows.append(
        {
            "label": _("Integration"),
            "value": facts.get("integration") or _("can't be told"),
            "source": facts.get("why_integration", ""),
        }
    )
    rows.append(
        {"label": _("Enterprise"), "value": _("yes: a TSM is usual") if facts.get("is_enterprise") else _("no")}
    )
    rows.append(
        {
            "label": _("Target go-live"),
            "value": found.phase.target_go_live_date,
            "source": _("the phase"),
            "source_url": biller,
        }
    )
    return rows


def newer_words(found: TransitionDecision) -> dict[str, Any]:
    """What the policy proposes by now, and which facts differ from those that it was decided on."""
    newer: dict[str, Any] = found.newer or {}
    support = SUPPORT_NAMES[Support(newer["support"])]
    window = _(", %(n)d days") % {"n": newer["window_days"]} if newer.get("window_days") else ""
    row = _(" (row %(row)s)") % {"row": newer["row"]} if newer.get("row") else ""
    before, after = found.facts, newer.get("facts", {})
    changed = [
        (FACT_NAMES.get(name, name.replace("_", " ")), before.get(name), after.get(name))
        for name in _SAID
        if before.get(name) != after.get(name)
    ]
    return {
        "answer": f"{support}{window}{row}",
        "reason": newer.get("reason", ""),
        "version": newer.get("policy_version", ""),
        "is_other_version": newer.get("policy_version") != found.policy_version,
        "changed": changed,
    }


def signs_shown(signs: Iterable[Sign]) -> list[dict[str, Any]]:
    """Risk signs as the pages show them: kind, words, day, and the page with the evidence."""
    return [
        {
            "kind": SIGN_NAMES[one.kind],
            "words": one.words,
            "when": one.when.date() if isinstance(one.when, datetime) else one.when,
            "url": one.url,
        }
        for one in signs
    ]


def after_window_words(found: TransitionDecision, table: DecisionTable | None) -> str:
    """Who looks after the biller when the window is over, as the decision's row of its version says."""
    rows = table.rows if table is not None else ()
    then = next((row.then for row in rows if row.id == found.row), {})
    return str(AFTER_WINDOW.get(str(then.get("after_window")), ""))
