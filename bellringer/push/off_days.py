"""What is said of days that go badly: kindly, and to as few as possible."""

from bellringer.push.voices import N_, Templates, Voice
from bellringer.words import NotificationKind

OFF_DAYS: Templates = {
    (NotificationKind.OFF_DAY_FLAG, Voice.YOU): (
        N_("A slow start today?"),
        N_(
            "Less than usual so far, which happens to everybody. If there is a reason, a word in your note is enough."
        ),
    ),
    (NotificationKind.OFF_DAY_FLAG, Voice.MEMBER): (
        N_("{member}: several slow days"),
        N_(
            "Several days went slower than usual for {member}. Read the notes first, then ask how you can help."
        ),
    ),
    (NotificationKind.NUDGE, Voice.YOU): (
        N_("{sender} is thinking of you"),
        N_(
            "How is your day? One call is a good beginning, and {sender} is there if you need a hand."
        ),
    ),
}
