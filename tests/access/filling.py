"""Fills in a page's form as a person would: what stands there stays, what is required and empty gets words that fit."""

from html.parser import HTMLParser
from typing import Any


class _Forms(HTMLParser):
    """The fields of every form that posts."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None
        self._select: dict[str, Any] | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = {"id": given.get("id"), "action": given.get("action") or "", "fields": []}
            self.forms.append(self._form)
        elif self._form is not None and tag in ("input", "select", "textarea") and given.get("name"):
            field = {"tag": tag, "options": [], **given}
            self._form["fields"].append(field)
            self._select = field if tag == "select" else None
            self._text = "" if tag == "textarea" else None
        elif tag == "option" and self._select is not None:
            self._select["options"].append((given.get("value", ""), "selected" in given))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._form is not None and self._text is not None:
            self._form["fields"][-1]["value"] = self._text.strip()
            self._text = None


def filled_form(page: str, words: dict[str, Any]) -> dict[str, Any]:
    """The values of the page's main form (`id="form"`), empty where it has none."""
    reader = _Forms()
    reader.feed(page)
    form = next((one for one in reader.forms if one["id"] == "form"), None)
    body: dict[str, Any] = {}
    for field in form["fields"] if form else []:
        value = _value(field, words)
        if value is None:
            continue
        if field["name"] in body and field.get("type") == "checkbox":
            body[field["name"]] = [*_listed(body[field["name"]]), value]
        elif field["name"] not in body:
            body[field["name"]] = value
    return body


def _value(field: dict[str, Any], words: dict[str, Any]) -> Any:
    name, kind = field["name"], field.get("type", "text")
    if name == "csrfmiddlewaretoken":
        return None
    if field["tag"] == "select":
        chosen = [value for value, is_chosen in field["options"] if is_chosen and value]
        return (chosen or [value for value, _ in field["options"] if value] or [""])[0]
    if kind in ("checkbox", "radio"):
        return field.get("value", "on") if "checked" in field or kind == "radio" else None
    if kind == "hidden":
        return field.get("value") or ""
    if field.get("inputmode") == "decimal":  # a number that nobody names stays as it stands
        kind = "decimal"
    return field.get("value") or words.get(name) or words.get(kind) or ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
