"""What is told of those who lead to those who are led: numbers of the last four weeks, never what was said.

Members are measured all day; who leads them is measured too, by the same page. A check-in is answered on time on its
day or before the team's next working day is over; a one-to-one is held on time if it began by the day it was planned
for, as it stands in the plan.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from bellringer.gamification.facts.coaching.meetings import Answered, LeadCounts
from bellringer.gamification.playbook.whole import Playbook
from bellringer.gamification.rules.coaching.meetings import is_on_time

LOOKS_BACK = timedelta(days=28)


def counts_of(
    playbook: Playbook,
    team_id: UUID,
    lead_id: UUID,
    *,
    answers: Sequence[Answered],
    talks: tuple[int, int],
    feedback: int,
    items: tuple[int, int],
) -> LeadCounts:
    """Return what a lead has done for a team, of the days that are looked back on."""
    own = [each for each in answers if each.by == lead_id and each.answered_on is not None]
    return LeadCounts(
        check_ins=sum(each.check_ins for each in answers),
        answered=sum(each.check_ins for each in own),
        answered_on_time=sum(
            each.check_ins
            for each in own
            if each.answered_on and is_on_time(playbook, team_id, each.on, each.answered_on)
        ),
        talks=talks[0],
        talks_on_time=talks[1],
        feedback=feedback,
        open_items=items[0],
        overdue_items=items[1],
    )
