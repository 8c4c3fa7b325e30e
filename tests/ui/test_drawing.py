"""Templates that are folded when read draw exactly what Django would draw."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine
from django.utils import translation

from pilotage.ui.drawing.folding import Folded

BUILTINS = ["django.templatetags.i18n", "django.templatetags.static", "pilotage.ui.templatetags.ui"]
BASE = '<p>{% translate "Save" %}</p>{% block a %}base {{ name }}{% endblock %}{% include "part.html" %}'
PART = '<i>{{ row.name }}</i>{% icon "bell" %}{% for one in row.tags %}{{ forloop.counter }}{{ one }}{% endfor %}'


class Row:
    """A plain object as views hand to templates."""

    name = "<b>A & B</b>"
    tags = ("x", 2, None)

    def shout(self) -> str:
        return "<SHOUTED>"

    @property
    def asked(self) -> str:
        self.times = getattr(self, "times", 0) + 1
        return f"asked {self.times}"


def drawn(template: str, loader: str, context: dict[str, Any]) -> str:
    sources = {"base.html": BASE, "part.html": PART, "page.html": template}
    loaders = [(loader, [("django.template.loaders.locmem.Loader", sources)])]
    engine = Engine(loaders=loaders, builtins=BUILTINS)
    template_ = engine.get_template("page.html")
    first = template_.render(Context(dict(context)))
    assert template_.render(Context(dict(context))) == first
    return first


@pytest.mark.parametrize(
    "template",
    [
        "{{ row.name }} {{ row.shout }} {{ row.tags.1 }} {{ row.missing }} {{ missing.name }} {{ number }} {{ day }} {{ safe }}",
        '{{ row.name|default:"none" }} {{ missing|default:name }} {{ table.key }} {{ table.items }} {{ table.absent }}',
        '{% translate "Save" %} <a href="{% static "ui/look.css" %}">{% icon "bell" size=20 %}</a> text {# nothing #}',
        '{% translate "Save" as save %}{{ save }}{{ save }}{% if row.tags and not missing %}yes{% else %}no{% endif %}',
        "{% autoescape off %}{{ row.name }}{% endautoescape %}{% with other=row.name %}{{ other }}{% endwith %}",
        '{% extends "base.html" %}{% block a %}{{ block.super }}, {{ row.name }}{% endblock %}',
        '{% include "part.html" with row=other %}{% include "part.html" only %}{% include part %}',
        '{% panel "Head" count=3 %}{% translate "Save" %}{{ row.name }}{% endpanel %}{% cycle "a" "b" %}',
        '{% for one in row.tags %}{% ifchanged %}{{ one }}{% endifchanged %}{% translate "Save" %}{% empty %}no{% endfor %}',
    ],
)
def test_a_folded_template_draws_the_same(template: str) -> None:
    def context() -> dict[str, Any]:
        other = SimpleNamespace(name="other", tags=[])
        found = {
            "row": Row(),
            "other": other,
            "part": "part.html",
            "name": "<N>",
            "number": 12345.5,
            "table": {"key": "<v>"},
        }
        return found | {"day": translation.gettext_lazy("Save")}

    plain = drawn(template, "django.template.loaders.cached.Loader", context())
    assert drawn(template, "pilotage.ui.drawing.loader.FoldedTemplates", context()) == plain


def test_a_property_is_asked_once_for_each_time_it_is_shown() -> None:
    sources = {"page.html": "{{ row.asked }}{{ row.asked }}"}
    loaders = [("pilotage.ui.drawing.loader.FoldedTemplates", [("django.template.loaders.locmem.Loader", sources)])]
    row = Row()
    assert Engine(loaders=loaders).get_template("page.html").render(Context({"row": row})) == "asked 1asked 2"


def test_what_stays_the_same_is_kept_for_each_language() -> None:
    sources = {"page.html": '<p>{% translate "Monday" %}</p>'}
    loaders = [("pilotage.ui.drawing.loader.FoldedTemplates", [("django.template.loaders.locmem.Loader", sources)])]
    page = Engine(loaders=loaders, builtins=BUILTINS).get_template("page.html")
    assert [type(node) for node in page.nodelist] == [Folded]
    with translation.override("de"):
        assert page.render(Context()) == "<p>Montag</p>"
    with translation.override("en-us"):
        assert page.render(Context()) == "<p>Monday</p>"


def test_a_part_is_drawn_again_when_a_value_it_depends_on_changes() -> None:
    page = Engine(builtins=BUILTINS).from_string("{% same key other %}{{ word }}{% endsame %}")
    shown = [
        page.render(Context({"key": key, "other": other, "word": word}))
        for key, other, word in ((1, 1, "first"), (1, 1, "unseen"), (1, 2, "second"), (2, 1, "third"))
    ]
    assert shown == ["first", "first", "second", "third"]


def test_a_part_without_a_key_is_drawn_each_time() -> None:
    page = Engine(builtins=BUILTINS).from_string("{% same key %}{{ word }}{% endsame %}")
    assert [page.render(Context({"word": word})) for word in "ab"] == ["a", "b"]
