"""Form fields: labels, help and errors belong to their controls, and nothing typed is lost."""

from django import forms
from django.template import Context, Template

from pilotage.ui.components.forms import field, summary_rows
from pilotage.ui.gallery.forms import SampleForm

BAD = {"name": "Hill", "external_id": "", "mrr": "12,450.001", "vertical": "coal", "source": "new"}


def draw(template: str, **context: object) -> str:
    return Template("{% load ui %}" + template).render(Context(context))


def test_a_field_has_its_label_above_its_help_and_its_control() -> None:
    shown = field(SampleForm()["external_id"])
    assert '<label class="ui-label" for="id_external_id">External id' in shown
    assert 'id="id_external_id_helptext"' in shown
    assert 'aria-describedby="id_external_id_helptext"' in shown


def test_only_fields_that_may_stay_empty_say_so() -> None:
    assert "optional" in field(SampleForm()["note"])
    assert "optional" not in field(SampleForm()["name"])


def test_an_error_stands_at_its_field_and_is_tied_to_the_control() -> None:
    shown = field(SampleForm(BAD)["external_id"])
    assert 'id="id_external_id_error"' in shown
    assert 'aria-describedby="id_external_id_helptext id_external_id_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_errors_say_what_is_so_and_what_to_do() -> None:
    words = {row["label"]: row["words"] for row in summary_rows(SampleForm(BAD))}
    assert words["External id"] == "This is empty. Fill it in."
    assert words["Vertical"] == "“coal” is not in the list. Choose one that is."
    assert "not a number" in words["Monthly recurring revenue"]


def test_the_summary_links_every_error_to_a_control_that_exists() -> None:
    form = SampleForm(BAD)
    page = draw("{% error_summary form %}{% form_fields form %}", form=form)
    rows = summary_rows(form)
    assert len(rows) == 4 and "4 things to correct" in page
    for row in rows:
        assert f'href="{row["href"]}"' in page and f'id="{row["href"][1:]}"' in page


def test_a_form_that_was_not_sent_has_no_summary() -> None:
    assert draw("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_a_figure_that_cannot_be_read_stays_in_the_field_as_typed() -> None:
    shown = field(SampleForm(BAD)["mrr"])
    assert 'value="12,450.001"' in shown
    assert 'type="text"' in shown and 'inputmode="decimal"' in shown and "min=" not in shown


def test_choices_are_a_group_with_a_legend() -> None:
    shown = field(SampleForm()["source"])
    assert shown.startswith("<fieldset") and "<legend" in shown and shown.count('type="radio"') == 2


def test_hidden_fields_come_bare() -> None:
    class Form(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert field(Form()["token"]) == '<input type="hidden" name="token" id="id_token">'


def test_a_confirm_button_posts_with_its_token_and_hidden_values() -> None:
    shown = draw('{% confirm_button "Delete" "/x/" "Sure?" confirm="Delete it" task=7 %}', csrf_token="abc")
    assert '<form method="post" action="/x/"' in shown
    assert 'name="csrfmiddlewaretoken" value="abc"' in shown and 'name="task" value="7"' in shown
