"""The second step's forms with labels of ours."""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp

from pilotage.people.forms.sign_in import OwnWords


class CodeForm(OwnWords, base.AuthenticateForm):
    """The code of the second step."""


class CodeAgainForm(OwnWords, base.ReauthenticateForm):
    """A code once more, before something delicate."""


class SetUpAppForm(OwnWords, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""
