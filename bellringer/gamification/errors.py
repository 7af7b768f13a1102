"""Every way the domain refuses a request.

DomainError
├── NotFoundError                  no such thing, or none that you may see: the same answer for both
│   ├── UnknownMemberError · UnknownTeamError · UnknownActivityError · UnknownGoalError
│   ├── UnknownBadgeError · UnknownAwardError · UnknownDeviceError · UnknownNotificationError
│   ├── UnknownStreakError · UnknownLeaveError · UnknownBoardError · UnknownPeriodError
│   └── UnknownCompetitionError · UnknownPostError · UnknownCommentError · UnknownCelebrationError
├── NotAllowedError                your role doesn't allow this
│   └── OwnPointsError             never for yourself
├── InvalidInputError              a value that can never be right
│   ├── UnknownKindError · UnknownMetricError · InvalidQuantityError · InvalidAmountError · WrongCurrencyError
│   ├── FutureActivityError · TooOldError · InvalidSharesError · InvalidTextError
│   └── NotSmartError              a goal that misses a part
└── ConflictError                  right by itself, but not now
    ├── IdempotencyKeyReusedError · AlreadyRecordedError · AlreadyReversedError
    ├── AlreadyAwardedError · AllowanceSpentError · WrongStateError · LastAdminError
    ├── NotEligibleError · AlreadyNominatedError · CompetitionLockedError
    └── NameTakenError
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


class ErrorCode(StrEnum):
    """The stable code of each refusal; clients branch on it and translate it."""

    NOT_FOUND = "NOT_FOUND"
    UNKNOWN_MEMBER = "UNKNOWN_MEMBER"
    UNKNOWN_TEAM = "UNKNOWN_TEAM"
    UNKNOWN_ACTIVITY = "UNKNOWN_ACTIVITY"
    UNKNOWN_GOAL = "UNKNOWN_GOAL"
    UNKNOWN_BADGE = "UNKNOWN_BADGE"
    UNKNOWN_AWARD = "UNKNOWN_AWARD"
    UNKNOWN_DEVICE = "UNKNOWN_DEVICE"
    UNKNOWN_NOTIFICATION = "UNKNOWN_NOTIFICATION"
    UNKNOWN_STREAK = "UNKNOWN_STREAK"
    UNKNOWN_LEAVE = "UNKNOWN_LEAVE"
    UNKNOWN_BOARD = "UNKNOWN_BOARD"
    UNKNOWN_PERIOD = "UNKNOWN_PERIOD"
    UNKNOWN_COMPETITION = "UNKNOWN_COMPETITION"
    UNKNOWN_POST = "UNKNOWN_POST"
    UNKNOWN_COMMENT = "UNKNOWN_COMMENT"
    UNKNOWN_CELEBRATION = "UNKNOWN_CELEBRATION"
    NOT_ALLOWED = "NOT_ALLOWED"
    OWN_POINTS = "OWN_POINTS"
    INVALID_INPUT = "INVALID_INPUT"
    UNKNOWN_KIND = "UNKNOWN_KIND"
    UNKNOWN_METRIC = "UNKNOWN_METRIC"
    INVALID_QUANTITY = "INVALID_QUANTITY"
    INVALID_AMOUNT = "INVALID_AMOUNT"
    WRONG_CURRENCY = "WRONG_CURRENCY"
    FUTURE_ACTIVITY = "FUTURE_ACTIVITY"
    TOO_OLD = "TOO_OLD"
    INVALID_SHARES = "INVALID_SHARES"
    INVALID_TEXT = "INVALID_TEXT"
    NOT_SMART = "NOT_SMART"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    ALREADY_RECORDED = "ALREADY_RECORDED"
    ALREADY_REVERSED = "ALREADY_REVERSED"
    ALREADY_AWARDED = "ALREADY_AWARDED"
    ALLOWANCE_SPENT = "ALLOWANCE_SPENT"
    WRONG_STATE = "WRONG_STATE"
    LAST_ADMIN = "LAST_ADMIN"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    ALREADY_NOMINATED = "ALREADY_NOMINATED"
    COMPETITION_LOCKED = "COMPETITION_LOCKED"
    NAME_TAKEN = "NAME_TAKEN"


class DomainError(Exception):
    """The request was understood and refused."""

    code: ClassVar[ErrorCode]

    def __init__(self, detail: str | None = None, *, path: Sequence[str] = ()) -> None:
        super().__init__(detail or self.__doc__)
        self.path = tuple(path)


class NotFoundError(DomainError):
    """There is no such thing, or none that you may see."""

    code = ErrorCode.NOT_FOUND


class UnknownMemberError(NotFoundError):
    """There is no such active member, or none that you may act for."""

    code = ErrorCode.UNKNOWN_MEMBER


class UnknownTeamError(NotFoundError):
    """There is no such team, or none that you may see."""

    code = ErrorCode.UNKNOWN_TEAM


class UnknownActivityError(NotFoundError):
    """There is no such activity, or none that you may see."""

    code = ErrorCode.UNKNOWN_ACTIVITY


class UnknownGoalError(NotFoundError):
    """There is no such goal, or none that you may see."""

    code = ErrorCode.UNKNOWN_GOAL


class UnknownBadgeError(NotFoundError):
    """There is no such badge."""

    code = ErrorCode.UNKNOWN_BADGE


class UnknownAwardError(NotFoundError):
    """There is no such award, or none that you may see."""

    code = ErrorCode.UNKNOWN_AWARD


class UnknownDeviceError(NotFoundError):
    """There is no such device of yours."""

    code = ErrorCode.UNKNOWN_DEVICE


class UnknownNotificationError(NotFoundError):
    """There is no such item in your inbox."""

    code = ErrorCode.UNKNOWN_NOTIFICATION


class UnknownStreakError(NotFoundError):
    """There is no such streak, or it is archived."""

    code = ErrorCode.UNKNOWN_STREAK


class UnknownLeaveError(NotFoundError):
    """There is no such leave, or none of a member that you may act for."""

    code = ErrorCode.UNKNOWN_LEAVE


class UnknownBoardError(NotFoundError):
    """There is no board of this key, or it is archived."""

    code = ErrorCode.UNKNOWN_BOARD


class UnknownPeriodError(NotFoundError):
    """Nothing was ever counted in this period of the board."""

    code = ErrorCode.UNKNOWN_PERIOD


class UnknownCompetitionError(NotFoundError):
    """There is no such competition, or none that you may see."""

    code = ErrorCode.UNKNOWN_COMPETITION


class UnknownPostError(NotFoundError):
    """There is no such post in the feed, or none that you may see."""

    code = ErrorCode.UNKNOWN_POST


class UnknownCommentError(NotFoundError):
    """There is no such comment, or none that you may see."""

    code = ErrorCode.UNKNOWN_COMMENT


class UnknownCelebrationError(NotFoundError):
    """There is no such celebration, or none that you are invited to."""

    code = ErrorCode.UNKNOWN_CELEBRATION


class NotAllowedError(DomainError):
    """Your role does not allow this; ask a manager of the team or an admin."""

    code = ErrorCode.NOT_ALLOWED


class OwnPointsError(NotAllowedError):
    """Nobody gives points or badges to themselves; ask another manager or an admin."""

    code = ErrorCode.OWN_POINTS


class InvalidInputError(DomainError):
    """A value in the input can't be right."""

    code = ErrorCode.INVALID_INPUT


class UnknownKindError(InvalidInputError):
    """There is no such kind of activity in this organization."""

    code = ErrorCode.UNKNOWN_KIND


class UnknownMetricError(InvalidInputError):
    """There is no such metric in this organization."""

    code = ErrorCode.UNKNOWN_METRIC


class InvalidQuantityError(InvalidInputError):
    """A quantity is a whole number from 1 to 1 000 000."""

    code = ErrorCode.INVALID_QUANTITY


class InvalidAmountError(InvalidInputError):
    """An amount is given in minor units from 0 to 10^15, and only for kinds that take one."""

    code = ErrorCode.INVALID_AMOUNT


class WrongCurrencyError(InvalidInputError):
    """The amount is not in the organization's reporting currency and comes without a rate."""

    code = ErrorCode.WRONG_CURRENCY


class FutureActivityError(InvalidInputError):
    """An activity can't lie more than 5 minutes in the future; check the phone's clock and the time zone."""

    code = ErrorCode.FUTURE_ACTIVITY


class TooOldError(InvalidInputError):
    """The activity lies further back than you may log; ask a manager to record it."""

    code = ErrorCode.TOO_OLD


class InvalidSharesError(InvalidInputError):
    """Shares name each member once, at least 1 basis point each, and sum to 10 000."""

    code = ErrorCode.INVALID_SHARES


class InvalidTextError(InvalidInputError):
    """A text is empty, too long, or has characters that can't be stored."""

    code = ErrorCode.INVALID_TEXT


class NotSmartError(InvalidInputError):
    """A goal needs a metric its owner can move, a target above the baseline, and an end after its start."""

    code = ErrorCode.NOT_SMART


class ConflictError(DomainError):
    """The request would be right, but not in the present state."""

    code = ErrorCode.CONFLICT


class IdempotencyKeyReusedError(ConflictError):
    """This idempotency key was used before with another body; use a new key for a new request."""

    code = ErrorCode.IDEMPOTENCY_KEY_REUSED


class AlreadyRecordedError(ConflictError):
    """This external record was recorded before; the activity that stands for it is named beside."""

    code = ErrorCode.ALREADY_RECORDED

    def __init__(self, *, activity_id: UUID, path: Sequence[str] = ()) -> None:
        super().__init__(path=path)
        self.activity_id = activity_id


class AlreadyReversedError(ConflictError):
    """This activity is reversed already, or is itself a reversal."""

    code = ErrorCode.ALREADY_REVERSED


class AlreadyAwardedError(ConflictError):
    """The member has this badge already in this period."""

    code = ErrorCode.ALREADY_AWARDED


class AllowanceSpentError(ConflictError):
    """Your allowance for this period is spent; it starts anew with the next one."""

    code = ErrorCode.ALLOWANCE_SPENT


class WrongStateError(ConflictError):
    """This can't be done in the present state."""

    code = ErrorCode.WRONG_STATE


class LastAdminError(ConflictError):
    """An organization keeps at least one active admin; make another member admin first."""

    code = ErrorCode.LAST_ADMIN


class NotEligibleError(ConflictError):
    """Whom you name does not stand for this, or may not; choose from those who may."""

    code = ErrorCode.NOT_ELIGIBLE


class AlreadyNominatedError(ConflictError):
    """You have nominated them for this month already; vote for them, or nominate somebody else."""

    code = ErrorCode.ALREADY_NOMINATED


class CompetitionLockedError(ConflictError):
    """The competition has begun: its rules and who takes part are locked; cancel it, or let somebody leave it."""

    code = ErrorCode.COMPETITION_LOCKED


class NameTakenError(ConflictError):
    """This name is taken; choose another."""

    code = ErrorCode.NAME_TAKEN
