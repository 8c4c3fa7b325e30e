"""Forms of the gallery: one of each control, filters, a file, a sign-in."""

from django import forms

VERTICALS = [("", "All"), ("utility", "Utility"), ("tax", "Tax"), ("municipality", "Municipality")]


class FilterForm(forms.Form):
    """Filters as a list page has them."""

    q = forms.CharField(label="Name or id", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    vertical = forms.ChoiceField(choices=VERTICALS, required=False)
    state = forms.ChoiceField(choices=[("", "All"), ("on track", "On track"), ("at risk", "At risk")], required=False)
    owner = forms.ChoiceField(label="Looked after by", choices=[("", "Anybody"), ("me", "Me")], required=False)


class SampleForm(forms.Form):
    """One of each control."""

    name = forms.CharField(max_length=120)
    external_id = forms.CharField(label="External id", help_text="The id in your billing system, for example B-10492.")
    vertical = forms.ChoiceField(choices=VERTICALS[1:])
    mrr = forms.DecimalField(
        label="Monthly recurring revenue",
        required=False,
        help_text="US dollars, at most two decimals: 12450.00",
        min_value=0,
    )
    target = forms.DateField(label="Target go-live", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    source = forms.ChoiceField(
        label="Source system",
        choices=[("legacy", "Legacy"), ("hybrid", "Hybrid")],
        widget=forms.RadioSelect,
        required=False,
    )
    phased = forms.BooleanField(
        label="Goes live in phases", required=False, help_text="Each phase has its own dates and decision."
    )
    note = forms.CharField(label="Note for client services", widget=forms.Textarea, required=False)


class UploadForm(forms.Form):
    """A file field."""

    file = forms.FileField(
        label="Portfolio file", help_text="CSV or XLSX, up to 50 MB. The first row names the columns."
    )


class SignInForm(forms.Form):
    """As the sign-in page has it."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
