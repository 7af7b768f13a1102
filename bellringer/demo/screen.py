"""What the demo prints: what to open, who to be, what to paste."""

import json
from dataclasses import dataclass

from bellringer.demo.cast import ADMIN, HERO, MANAGERS, NAME
from bellringer.demo.hero import NextMilestone

FIRST_QUERY = (
    "{ viewer { member { name } points level rank unreadCount "
    "goals(first: 3) { edges { node { title progress attainment } } } } }"
)
RECORD = (
    "mutation ($input: ActivityRecordInput!) { activityRecord(input: $input) "
    "{ pointsEarned totalPoints crossings { percent } userErrors { code message } } }"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Sign-in tokens of the three roles, and of the TV."""

    rep: str
    manager: str
    admin: str
    tv: str


def welcome(url: str, phones_url: str, tokens: Tokens, near: NextMilestone) -> str:
    """Return what a person reads once everything runs."""
    dollars = near.deal_minor / 100
    return f"""
{NAME} is at work. Open

  {url}/graphql     GraphQL, with a page to try it in a browser
  {phones_url}/           the phones, and what they ring for

{HERO.name}'s phone, signed in:

{signed_in(url, "/", tokens.rep)}

The TV of the sales floor, which may show boards and the feed and nothing else:

{signed_in(url, "/tv", tokens.tv)}

A wallboard, another system, hears by webhook of goals, badges and results, and of texts to who wishes them; what it
hears is printed here.

Or be {HERO.name} (rep), {MANAGERS[0].name} (manager) or {ADMIN.name} (admin) in another terminal: paste
their tokens. They are for development on this machine only.

REP={tokens.rep}
MANAGER={tokens.manager}
ADMIN={tokens.admin}

What {HERO.name}'s phone shows at home:

{first_query(url)}

Then win a deal of ${dollars:,.2f}: it carries {HERO.name} past {near.percent} % of a goal, and the phone rings.

{ringing_mutation(url, near)}

Ctrl-C ends it. What happened stays; the next start goes on from there.
"""


def for_scripts(url: str, phones_url: str, tokens: Tokens, near: NextMilestone) -> str:
    """Return the same as lines that a shell can read."""
    said = {
        "BELLRINGER_URL": url,
        "BELLRINGER_PHONES_URL": phones_url,
        "BELLRINGER_REP": tokens.rep,
        "BELLRINGER_MANAGER": tokens.manager,
        "BELLRINGER_ADMIN": tokens.admin,
        "BELLRINGER_TV": tokens.tv,
        "BELLRINGER_NEXT_DEAL_MINOR": str(near.deal_minor),
        "BELLRINGER_NEXT_PERCENT": str(near.percent),
    }
    return "\n".join(f"{name}={value}" for name, value in said.items())


def signed_in(url: str, path: str, token: str) -> str:
    """Return a link that signs in; no server sees what follows the #, and the page erases it."""
    return f"{url}{path}#token={token}"


def first_query(url: str) -> str:
    """Return a command that asks for a rep's home screen."""
    return _curl(url, json.dumps({"query": FIRST_QUERY}))


def ringing_mutation(url: str, near: NextMilestone) -> str:
    """Return a command that records a deal; each time it is pasted, it is a new one."""
    body = json.dumps(
        {
            "query": RECORD,
            "variables": {
                "input": {
                    "idempotencyKey": "KEY",
                    "kind": "deal_won",
                    "amount": {"amountMinor": near.deal_minor, "currency": "USD"},
                }
            },
        }
    )
    return _curl(url, body).replace("KEY", "pasted-'$(date +%s)'")


def _curl(url: str, body: str) -> str:
    return (
        f"curl -s {url}/graphql -H 'Content-Type: application/json' \\\n"
        '  -H "Authorization: Bearer $REP" \\\n'
        f"  -d '{body}'"
    )
