"""report.html: one file without script or outside requests. Totals first, then patterns, fields, differences, the rest."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from typing import Any

from pilotage.tally.reports.gathering import Found
from pilotage.tally.reports.rowsections import differences, leftovers
from pilotage.tally.reports.sections import certificate, fields, patterns, totals_section
from pilotage.tally.reports.style import CSS
from pilotage.tally.reports.wording import headline


def render(result: dict[str, Any], found: Found) -> str:
    """The whole page."""
    parts = [
        ("totals", "Totals", totals_section(result)),
        ("patterns", "Patterns", patterns(result)),
        ("fields", "Fields", fields(result, found)),
        ("differences", "Differences by reason", differences(found)),
        ("rows", "Missing, repeated and refused rows", leftovers(result)),
        ("certificate", "Certificate", certificate(result)),
    ]
    agrees = bool(result.get("agree"))
    state = '<span class="state agree">✓ Agree</span>' if agrees else '<span class="state differ">✕ Differ</span>'
    return whole_page("Verification", headline(result), state, _files(result), parts)


def whole_page(what: str, told: str, state: str, below: str, parts: Sequence[tuple[str, str, str]]) -> str:
    """A page of sections (anchor, title, body; those without a body are left out) under a sentence that tells what is so.

    Its own policy allows its one style sheet by hash and nothing else.
    """
    digest = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
    shown = [(name, title, body) for name, title, body in parts if body]
    links = "".join(f'<a href="#{name}">{title}</a>' for name, title, _ in shown)
    body = "".join(f'<section><h2 id="{name}">{title}</h2>{inner}</section>' for name, title, inner in shown)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>{what}: {escape(told)}</title><style>{CSS}</style></head>
<body><header>{state}<h1>{escape(told)}</h1>{below}</header>
<nav aria-label="Sections">{links}</nav><main>{body}</main></body></html>
"""


def _files(result: dict[str, Any]) -> str:
    """Which files were compared, where the certificate says it."""
    inputs = (result.get("certificate") or {}).get("inputs") or {}
    named = {
        side: one.get("file") or one.get("name")
        for side in ("left", "right")
        if isinstance(one := inputs.get(side), dict)
    }
    names = [f"{side}: {name}" for side, name in named.items() if name]
    key = ", ".join(result.get("key") or [])
    told = [*names, *([f"key: {key}"] if key else [])]
    return f'<p class="dim">{escape(" · ".join(told))}</p>' if told else ""
