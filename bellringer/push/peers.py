"""What is told because a colleague did something."""

from bellringer.push.voices import N_, NN_, Templates, Voice
from bellringer.words import NotificationKind

_K, _V = NotificationKind, Voice
_MESSAGES = NN_("{sender} has written to you", "{messages} new messages", by="messages")
_COMMENTS = NN_("New comment from {sender}", "{comments} new comments", by="comments")

PEERS: Templates = {
    (_K.KUDOS, _V.YOU): (N_("Kudos from {sender}"), N_("{sender} thanks you.")),
    (_K.KUDOS, _V.MEMBER): (
        N_("Kudos for {member}"),
        N_("{sender} thanks {member}."),
    ),
    (_K.COMMENT, _V.YOU): (_COMMENTS, N_("It is about you. Have a look!")),
    (_K.COMMENT, _V.MEMBER): (_COMMENTS, N_("It is about {member}. Have a look!")),
    (_K.THREAD_MESSAGE, _V.YOU): (_MESSAGES, N_("It is about something of yours. Have a look!")),
    (_K.THREAD_MESSAGE, _V.MEMBER): (
        _MESSAGES,
        N_("It is about something of {member}'s. Have a look!"),
    ),
    (_K.FEEDBACK_REQUESTED, _V.YOU): (
        N_("{sender} asks for your feedback"),
        N_("Have a look at the question, and answer or decline."),
    ),
    (_K.FEEDBACK_GIVEN, _V.YOU): (
        N_("Feedback from {sender}"),
        N_("There is something for you to read."),
    ),
    (_K.COMMENT, _V.EVERYONE): (_COMMENTS, N_("The conversation goes on. Have a look!")),
}
