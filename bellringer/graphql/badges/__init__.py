"""Badges as phones see them: what there is, who has them, how far the next one is."""

from bellringer.graphql.badges.awards import BadgeAward, award_of, badges_of
from bellringer.graphql.badges.definitions import BadgeDefinition, badge_of, definitions_of
from bellringer.graphql.badges.progress import BadgeProgress, progress_of

__all__ = [
    "BadgeAward",
    "BadgeDefinition",
    "BadgeProgress",
    "award_of",
    "badge_of",
    "badges_of",
    "definitions_of",
    "progress_of",
]
