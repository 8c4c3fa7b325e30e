"""The sign-in library's forms with labels of ours and without texts inside the boxes."""

from typing import Any

from allauth.account import forms as library
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
}
LENGTH = _("At least 12 characters; a few words are easy to remember.")


class OwnWords:
    """Labels as the product writes them; no placeholder, no rules as a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = LABELS.get(name, field.label)
            field.help_text = LENGTH if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)


class SignInForm(OwnWords, library.LoginForm):
    """E-mail and password."""


class ForgottenForm(OwnWords, library.ResetPasswordForm):
    """The address to which a reset link goes."""


class NewPasswordForm(OwnWords, library.ResetPasswordKeyForm):
    """A new password after a reset link."""


class ChangePasswordForm(OwnWords, library.ChangePasswordForm):
    """The present password and a new one."""


class AgainForm(OwnWords, library.ReauthenticateForm):
    """The password once more, before something delicate."""
