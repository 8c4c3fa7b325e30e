"""How sign-in behaves: nobody signs up by themselves, mail goes through the outbox, what happens is audited."""

from dataclasses import replace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pilotage.core.secrets import decrypt, encrypt
from pilotage.core.viewer import system
from pilotage.people import operations
from pilotage.people.viewers import viewer_of


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators and by the import."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This e-mail and password don't belong together. Check both, or reset the password."
        ),
        "too_many_login_attempts": _("Too many wrong passwords. Wait 15 minutes, or reset the password."),
        "enter_current_password": _("This is not your present password. Type the one you signed in with."),
        "incorrect_password": _("This is not your password. Type the one you signed in with."),
        "rate_limited": _("That was too often in a short time. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        return None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        operations.note_sign_in(
            by=viewer_of(user, source="page", address=_address(request)), now=timezone.now(), user=user
        )
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        operations.note_failed_sign_in(
            by=replace(system("page"), address=_address(request)),
            now=timezone.now(),
            email=str(credentials.get("email", "")),
        )

    def set_password(self, user: Any, password: str) -> None:
        by = viewer_of(user, source="page", address=_address(self.request))
        operations.set_password(by=by, now=timezone.now(), user=user, password=password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:profile")

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL.rstrip("/") + path.replace("UID-KEY", key)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email} | context)
        operations.send_account_mail(
            by=system("page"), now=timezone.now(), to=list(message.to), subject=message.subject, text=message.body
        )


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Codes change every 30 seconds: type the one shown now."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
