"""What a member wants to be told, when and where."""

from datetime import time
from typing import Annotated
from uuid import UUID

import strawberry

from bellringer.gamification.actions.set_preferences import set_preferences
from bellringer.gamification.commands.preferences import SetPreferences
from bellringer.gamification.facts import preferences as facts
from bellringer.gamification.rules.digests import digest_of
from bellringer.gamification.rules.preferences import CONFIDENTIAL
from bellringer.gamification.rules.streaks.warning import WARNS_AT
from bellringer.gamification.store import preferences
from bellringer.graphql import describing
from bellringer.graphql.context import Info
from bellringer.graphql.describing import said
from bellringer.graphql.errors import Payload
from bellringer.graphql.writing import mutation, write
from bellringer.words import Channel, NotificationKind


@describing.output
class QuietHours:
    """When no phone of a member rings; what comes then is sent afterwards, or stays in the inbox."""

    starts_at: time = said("When they begin, on the member's own clock.")
    ends_at: time = said("When they end; before startsAt: on the next morning.")
    on_days_off: bool = said("Also the whole of weekends, holidays, days off and leave.")


@describing.output
class DigestPreference:
    """When the daily digest comes; mute the kind DIGEST by both channels to have none."""

    at: time = said("The hour, on the member's own clock.")
    by: Channel = said("How; who can't be reached by it gets it by the other.")
    on_days_off: bool = said("Also on weekends, holidays, days off and leave.")


@describing.output
class KindPreference:
    """One kind of notification; the inbox has all of them in any case."""

    kind: NotificationKind = said("What it tells.")
    push: bool = said("Phones ring for it.")
    email: bool = said("It may come by e-mail.")
    text: bool | None = said(
        "It is texted, too, where a webhook of the organization takes texts; null for what never is: "
        "what is between a member and those who lead."
    )
    is_urgent: bool = said("It keeps neither quiet hours nor the budget; the organization decides.")


@describing.output
class NotificationPreferences:
    """What rings a member's phones, and when."""

    is_own: bool = said("False while you have set nothing: then it is the organization's.")
    quiet_hours: QuietHours | None = said("When no phone rings; null for none.")
    daily_budget: int | None = said(
        "How many notifications ring on one of your days at most; null for no limit."
    )
    digest: DigestPreference = said("The daily digest.")
    streak_warnings_at: time = said(
        "The hour, on the member's own clock, of warnings that a streak ends with the day."
    )
    mails_phoneless: bool = said(
        "Members without a phone get by e-mail what would ring; the organization decides."
    )
    has_texts: bool = said("A webhook of the organization takes texts.")
    kinds: list[KindPreference] = said("Every kind there is.")

    @classmethod
    def of(cls, wishes: facts.Preferences) -> "NotificationPreferences":
        """Show what a store read."""
        quiet, digest = wishes.quiet_hours, digest_of(wishes)
        return cls(
            is_own=wishes.is_own,
            quiet_hours=(
                None
                if quiet is None
                else QuietHours(
                    starts_at=quiet.starts_at, ends_at=quiet.ends_at, on_days_off=quiet.on_days_off
                )
            ),
            daily_budget=wishes.daily_budget,
            digest=DigestPreference(at=digest.at, by=digest.by, on_days_off=digest.on_days_off),
            streak_warnings_at=wishes.warned_at or WARNS_AT,
            mails_phoneless=wishes.mails_phoneless,
            has_texts=wishes.has_texts,
            kinds=[
                KindPreference(
                    kind=kind,
                    push=(kind, Channel.PUSH) not in wishes.muted,
                    email=(kind, Channel.EMAIL) not in wishes.muted,
                    text=None if kind in CONFIDENTIAL else kind in wishes.texted,
                    is_urgent=kind in wishes.urgent,
                )
                for kind in NotificationKind
            ],
        )


@describing.entry
class QuietHoursInput:
    """When no phone is to ring."""

    starts_at: time = said("When they begin, on the member's own clock.")
    ends_at: time = said("When they end; before startsAt: on the next morning. Not equal to it.")
    on_days_off: bool = said(
        "Also the whole of weekends, holidays, days off and leave; left out: no.", default=False
    )


@describing.entry
class DigestPreferenceInput:
    """When the daily digest is to come."""

    at: time = said("The hour, on the member's own clock.")
    by: Channel = said("How; left out: by push.", default=Channel.PUSH)
    on_days_off: bool = said(
        "Also on weekends, holidays, days off and leave; left out: no.", default=False
    )


@describing.entry
class KindPreferenceInput:
    """Whether one kind is wanted; a channel left out stays as it is."""

    kind: NotificationKind = said("What it tells.")
    push: bool | None = said("Whether phones ring for it.", default=None)
    email: bool | None = said("Whether it may come by e-mail.", default=None)
    text: bool | None = said(
        "Whether it is texted, too: for yourself alone, and not where KindPreference.text is null.",
        default=None,
    )


@describing.entry
class NotificationPreferencesSetInput:
    """Your wishes; all but the kinds are set as a whole."""

    quiet_hours: QuietHoursInput | None = said("Null or left out: none.", default=None)
    daily_budget: int | None = said("0 to 1 000; null or left out: no limit.", default=None)
    digest: DigestPreferenceInput | None = said(
        "Null or left out: as the organization has it.", default=None
    )
    streak_warnings_at: time | None = said(
        "The hour of warnings that a streak ends with the day; null or left out: as the organization has it.",
        default=None,
    )
    kinds: list[KindPreferenceInput] = said("The kinds to change.", default_factory=list)


@describing.entry
class NotificationDefaultsSetInput:
    """What holds for every member who has set nothing."""

    quiet_hours: QuietHoursInput | None = said("Null or left out: none.", default=None)
    daily_budget: int | None = said("0 to 1 000; null or left out: no limit.", default=None)
    digest: DigestPreferenceInput | None = said(
        "Null or left out: at 08:00 by push, on working days.", default=None
    )
    streak_warnings_at: time | None = said(
        "The hour of warnings that a streak ends with the day; null or left out: 16:00.",
        default=None,
    )
    kinds: list[KindPreferenceInput] = said("The kinds to change.", default_factory=list)
    urgent: list[NotificationKind] = said(
        "The kinds that keep neither quiet hours nor budgets, for all members; left out: none.",
        default_factory=list,
    )
    mails_phoneless: bool = said(
        "Whether members without a phone get by e-mail what would ring; left out: no.",
        default=False,
    )


@describing.output
class NotificationPreferencesSetPayload(Payload):
    """What holds now."""

    preferences: NotificationPreferences | None = said(
        "Your preferences; null where it was refused.", default=None
    )


@describing.output
class NotificationDefaultsSetPayload(Payload):
    """What holds now."""

    defaults: NotificationPreferences | None = said(
        "What holds for who has set nothing; null where it was refused.", default=None
    )


async def preferences_of(info: Info, subject_id: UUID) -> NotificationPreferences:
    """Show the wishes that hold for a member, or by its own id the organization's."""
    found = await info.context.read(lambda c: preferences.read(c, [subject_id]))
    return NotificationPreferences.of(found[subject_id])


@strawberry.type
class PreferencesMutation:
    """The writes of preferences."""

    @mutation
    async def notification_preferences_set(
        self,
        info: Info,
        sent: Annotated[
            NotificationPreferencesSetInput,
            strawberry.argument(name="input", description="Your wishes."),
        ],
    ) -> NotificationPreferencesSetPayload:
        """Say what rings your phones, and when; it holds for everything that is not sent yet."""
        await write(info, set_preferences, _command(info, sent))
        me = info.context.authority.member_id
        return NotificationPreferencesSetPayload(preferences=await preferences_of(info, me))

    @mutation
    async def notification_defaults_set(
        self,
        info: Info,
        sent: Annotated[
            NotificationDefaultsSetInput,
            strawberry.argument(name="input", description="What is to hold."),
        ],
    ) -> NotificationDefaultsSetPayload:
        """Say what holds for every member who has set nothing; for admins."""
        await write(info, set_preferences, _command(info, sent))
        org_id = info.context.authority.org_id
        return NotificationDefaultsSetPayload(defaults=await preferences_of(info, org_id))


def _command(
    info: Info, sent: NotificationPreferencesSetInput | NotificationDefaultsSetInput
) -> SetPreferences:
    quiet, digest = sent.quiet_hours, sent.digest
    theirs = sent if isinstance(sent, NotificationDefaultsSetInput) else None
    return SetPreferences(
        by=info.context.principal,
        quiet_hours=(
            None
            if quiet is None
            else facts.QuietHours(
                starts_at=quiet.starts_at, ends_at=quiet.ends_at, on_days_off=quiet.on_days_off
            )
        ),
        daily_budget=sent.daily_budget,
        digest=(
            None
            if digest is None
            else facts.Digest(at=digest.at, by=digest.by, on_days_off=digest.on_days_off)
        ),
        warned_at=sent.streak_warnings_at,
        wanted=tuple(
            (each.kind, channel, wanted)
            for each in sent.kinds
            for channel, wanted in (
                (Channel.PUSH, each.push),
                (Channel.EMAIL, each.email),
                (Channel.TEXT, each.text),
            )
            if wanted is not None
        ),
        urgent=frozenset(theirs.urgent if theirs else ()),
        mails_phoneless=theirs is not None and theirs.mails_phoneless,
        for_organization=theirs is not None,
    )
