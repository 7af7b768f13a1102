"""Phones that ring."""

from datetime import datetime
from typing import Annotated

import strawberry

from bellringer.gamification.actions.register_device import register_device
from bellringer.gamification.actions.remove_device import remove_device
from bellringer.gamification.commands.devices import RegisterDevice, RemoveDevice
from bellringer.gamification.store import devices
from bellringer.gamification.store.devices import OwnDevice
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.nodes import Node, pack, wanted
from bellringer.graphql.writing import mutation, write
from bellringer.words import DeviceTarget, Platform


@describing.output
class Device(Node):
    """One of your phones."""

    target_kind: DeviceTarget = said("What it was registered with.")
    platform: Platform = said("What it runs.")
    app_version: str | None = said("The app's version, as the app told it.")
    locale: str | None = said("The language it is set to, e.g. de-AT.")
    registered_at: datetime = said("When it became yours.")
    seen_at: datetime = said("When it was registered last; one silent for long is not rung.")

    @classmethod
    def of(cls, view: OwnDevice) -> "Device":
        """Show what a store read."""
        return cls(
            id=pack("Device", view.device_id),
            target_kind=view.target_kind,
            platform=view.platform,
            app_version=view.app_version,
            locale=view.locale,
            registered_at=view.registered_at,
            seen_at=view.seen_at,
        )


async def devices_of(info: Info) -> list[Device]:
    """List the caller's phones."""
    me = info.context.authority.member_id
    found = await info.context.read(lambda c: devices.read_open(c, member_id=me))
    return [Device.of(view) for view in found]


@describing.entry
class DeviceTargetInput:
    """The address a phone is reached at."""

    kind: DeviceTarget = said("Which kind of address.")
    value: str = said("The address, as Firebase gave it; 1 to 4 096 signs.")


@describing.entry
class DeviceRegisterInput:
    """A phone as it introduces itself."""

    target: DeviceTargetInput = said("Where it is reached.")
    platform: Platform = said("What it runs.")
    app_version: str | None = said("The app's version; at most 40 signs.", default=None)
    locale: str | None = said("The language it is set to, e.g. de or de-AT.", default=None)


@describing.output
class DeviceRegisterPayload(Payload):
    """The phone as registered."""

    device: Device | None = said("The phone; null where it was refused.", default=None)


@describing.entry
class DeviceRemoveInput:
    """Which phone falls silent."""

    id: strawberry.ID = said("One of your phones.")


@describing.output
class DeviceRemovePayload(Payload):
    """Whether the phone is gone."""

    removed_id: strawberry.ID | None = said(
        "The phone that is gone; null where it was refused.", default=None
    )


@strawberry.type
class DeviceMutation:
    """The writes of phones."""

    @mutation
    async def device_register(
        self,
        info: Info,
        sent: Annotated[
            DeviceRegisterInput, strawberry.argument(name="input", description="The phone.")
        ],
    ) -> DeviceRegisterPayload:
        """Make a phone ring for you.

        Call it after every sign-in, whenever Firebase gives a new address and whenever the app starts;
        registering again refreshes `seenAt`. At most 10 phones are kept, and none that was not seen for 270 days.
        """
        command = RegisterDevice(
            by=info.context.principal,
            target_kind=sent.target.kind,
            target=sent.target.value,
            platform=sent.platform,
            app_version=sent.app_version,
            locale=sent.locale,
        )
        shown = pack("Device", await write(info, register_device, command))
        found = await devices_of(info)
        return DeviceRegisterPayload(
            device=next((device for device in found if device.id == shown), None)
        )

    @mutation
    async def device_remove(
        self,
        info: Info,
        sent: Annotated[
            DeviceRemoveInput, strawberry.argument(name="input", description="The phone.")
        ],
    ) -> DeviceRemovePayload:
        """Silence one of your phones; call it on sign-out."""
        command = RemoveDevice(by=info.context.principal, device_id=wanted("Device", sent.id))
        await write(info, remove_device, command)
        return DeviceRemovePayload(removed_id=sent.id)
