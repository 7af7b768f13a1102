"""Phones that are registered and removed."""

from dataclasses import dataclass
from uuid import UUID

from bellringer.gamification.commands.principals import Principal
from bellringer.words import DeviceTarget, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDevice:
    """A phone as it introduces itself: its FCM address, what it runs, the language it is set to."""

    by: Principal
    target_kind: DeviceTarget
    target: str
    platform: Platform
    app_version: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDevice:
    """One of the caller's own phones that falls silent."""

    by: Principal
    device_id: UUID
