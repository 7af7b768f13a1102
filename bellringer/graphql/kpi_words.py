"""The closed lists of words about KPIs, each value described."""

from bellringer.gamification.rules.kpis.catalogue import CATALOGUE
from bellringer.graphql import describing
from bellringer.words import Grade, KpiGap, KpiInputKind, KpiKey, KpiRuleKind, KpiUnit

describing.words(KpiKey, **{key.value: kpi.formula for key, kpi in CATALOGUE.items()})
describing.words(
    KpiUnit,
    POINTS="Points of the game.",
    COUNT="How many.",
    MONEY="Money, in minor units of the organization's currency.",
    MINUTES="Minutes.",
    DAYS="Days.",
    RATIO="A share of a whole, in ten-thousandths: 10 000 is 100 %.",
)
describing.words(
    KpiGap,
    NO_DATA="There is nothing in the period to take a mean or median of.",
    ZERO_DENOMINATOR="There is nothing to divide by, e.g. no deal was closed.",
    NO_PRIOR="The period before was 0, and growth from nothing is no number.",
    NO_INPUT="The organization has not given a value that it takes, see `kpiInputGive`.",
    NO_TARGET="No goal of this metric is agreed for exactly these days.",
    NO_RULE="No bands are in force on the first day of the period.",
    PERIOD_TOO_SHORT="It is known for months and longer only.",
    OUT_OF_RANGE="The number is too big to be shown.",
)
describing.words(
    KpiInputKind,
    ACQUISITION_SPEND=(
        "What was spent in one fiscal month to win customers, marketing and sales together; minor units."
    ),
    GROSS_MARGIN="The share of revenue that is gross profit, in ten-thousandths; from that month on.",
    PURCHASES_PER_YEAR="How often a customer buys in a year, in hundredths; from that month on.",
    LIFETIME_YEARS="How many years a customer stays, in hundredths; from that month on.",
)
describing.words(
    KpiRuleKind,
    GRADE="Bands of gross profit, A to F; one set each for members, teams and the organization.",
    SCORECARD="Weighted KPIs that make one score.",
    BONUS="Amounts for attainment of a goal; reported, never paid.",
    TARGET="What is aimed at in a KPI that is no TOTAL.",
)
describing.words(
    Grade,
    A="At or above the first floor.",
    B="Below A, at or above the second floor.",
    C="Below B, at or above the third floor.",
    D="Below C, at or above the fourth floor.",
    E="Below D, at or above the fifth floor.",
    F="Below all floors.",
)
