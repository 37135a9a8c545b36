"""Actions on one's own one-time codes: an authenticator app, and recovery codes for when it is lost."""

import base64
import io
from typing import Any

import qrcode
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex
from qrcode.image.svg import SvgPathFillImage

from newsroom.people.actions import on_own_account
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.permissions import RULES

CODES = 10
APP, RECOVERY = "Authenticator app", "Recovery codes"
WRONG_CODE = (
    "This isn’t the code that the app shows for this site now. Check the clock of your phone, and try the next one."
)

for _own in ("add_own_device", "renew_own_codes", "remove_own_device"):
    RULES[_own] = lambda user, subject: user.pk == subject.pk


def new_key() -> str:
    """Return the secret of a new device, in hexadecimal."""
    return str(random_hex(20))


def add_app(user: Any, key: str, code: str) -> tuple[TOTPDevice, list[str]]:
    """Add an app that has shown `code`; return its device, and new recovery codes. Raises ActionRefused."""
    with on_own_account("add_own_device", user):
        if app_of(user):
            raise ActionRefused("You have an authenticator app already. Remove it first.")
        device = TOTPDevice.objects.create(user_id=user.pk, name=APP, key=key)
        if not device.verify_token(code.replace(" ", "")):
            raise ActionRefused(WRONG_CODE)
        return device, _new_codes(user)


def renew_codes(user: Any) -> list[str]:
    """Replace the recovery codes of a user; return the new ones. Raises ActionRefused."""
    with on_own_account("renew_own_codes", user):
        if not app_of(user):
            raise ActionRefused("Set up an authenticator app first.")
        return _new_codes(user)


def remove_app(user: Any) -> None:
    """Remove the app and the recovery codes of a user, who then signs in with the password alone."""
    with on_own_account("remove_own_device", user):
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def app_of(user: Any) -> TOTPDevice | None:
    """Return the confirmed app of a user."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return found


def codes_left(user: Any) -> int:
    """Return how many recovery codes of a user are unused."""
    return int(StaticToken.objects.filter(device__user=user, device__confirmed=True).count())


def qr_code(user: Any, key: str) -> str:
    """Return the QR code by which an app learns the key, as the address of an image (SVG)."""
    code = qrcode.make(TOTPDevice(user=user, name=APP, key=key).config_url, image_factory=SvgPathFillImage, border=2)
    drawn = io.BytesIO()
    code.save(drawn)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"


def by_hand(key: str) -> str:
    """Return the key as people type it into an app: base32 in groups of four."""
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _new_codes(user: Any) -> list[str]:
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user_id=user.pk, name=RECOVERY)
        codes = [StaticToken.random_token() for _ in range(CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
        return codes
