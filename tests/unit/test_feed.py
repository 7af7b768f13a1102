"""How big a deal is, and what an organization may set about its feed."""

from typing import Any

import pytest

from bellringer.gamification.commands.organizations import UpdateOrganization
from bellringer.gamification.errors import InvalidInputError
from bellringer.gamification.playbook.feed import FeedSettings
from bellringer.gamification.rules.feed import deal_size, feed_settings
from bellringer.ids import new_id
from bellringer.words import DealSize
from tests.builders import system

SIZES = FeedSettings(medium_deal_minor=100_000, large_deal_minor=1_000_000)


def asked(**settings: Any) -> UpdateOrganization:
    return UpdateOrganization(by=system(new_id()), **settings)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, DealSize.SMALL),
        (99_999, DealSize.SMALL),
        (100_000, DealSize.MEDIUM),
        (999_999, DealSize.MEDIUM),
        (1_000_000, DealSize.LARGE),
    ],
)
def test_a_deal_is_as_big_as_the_organization_says(amount: int, expected: DealSize) -> None:
    assert deal_size(SIZES, amount) is expected
    assert deal_size(FeedSettings(), amount) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"kudos_a_day": -1},
        {"kudos_a_day": 101},
        {"kudos_pause_hours": 721},
        {"large_deal_minor": 100_000},
        {"medium_deal_minor": 1_000_000},
        {"medium_deal_minor": 0},
        {"large_deal_minor": 10**15 + 1},
    ],
)
def test_settings_that_can_t_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        feed_settings(asked(**wrong), SIZES)
    assert refused.value.path


def test_what_is_left_out_stays_and_sizes_go_together() -> None:
    assert feed_settings(asked(), SIZES) == SIZES
    assert feed_settings(asked(medium_deal_minor=0, large_deal_minor=0), SIZES) == FeedSettings()
    assert feed_settings(asked(kudos_a_day=9), SIZES).kudos_a_day == 9
