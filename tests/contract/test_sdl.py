"""The committed schema is the schema, and says everything an app developer needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from bellringer.graphql import audiences
from bellringer.graphql.audiences import UndeclaredAudienceError
from bellringer.graphql.schema import sdl

COMMITTED = Path(__file__).parents[2] / "schema.graphql"
CONTRACT = {
    "Query": "viewer node leaderboard teamOfTheMonth memberOfTheMonth member team members feed",
    "Mutation": "activityRecord activitiesRecord activityReverse goalPropose goalAgree badgeAward "
    "badgeRevoke kudosGive deviceRegister deviceRemove inboxMarkRead",
    "Subscription": "leaderboardChanged inboxItemAdded feedPostAdded progressChanged",
    "Viewer": "member points level rank goals badges streaks inbox unreadCount",
    "Leaderboard": "key title unit currency scale tiePolicy state asOf startsAt endsAt finalAt "
    "standings aroundMe mine",
    "Standing": "rank score subject rankDelta gapToNext reachedAt",
    "ActivityRecordPayload": "activity pointsEarned totalPoints crossings badges replayed userErrors",
    "ActivityRecordInput": "idempotencyKey kind quantity amount occurredAt memberId note externalId "
    "startedAt durationSeconds customerExternalId dealExternalId tags values shares",
    "UserError": "code message path",
    "MoneyInput": "amountMinor currency",
    "Money": "amountMinor currency",
    "PeriodInput": "on",
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(sdl())


def test_the_committed_schema_is_the_schema() -> None:
    assert COMMITTED.read_text() == sdl(), "run `make schema`"


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, kind in schema.type_map.items():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{word}", each.description) for word, each in kind.values.items())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, each in kind.fields.items():
                yield f"{name}.{field}", each.description
                for argument, one in each.args.items():
                    yield f"{name}.{field}({argument}:)", one.description
        if isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{name}.{word}", each.description) for word, each in kind.fields.items())


def test_everything_has_a_description_that_is_a_sentence(schema: GraphQLSchema) -> None:
    bare = [place for place, text in described(schema) if not text or not text.endswith(".")]
    assert bare == []


@pytest.mark.parametrize("kind", CONTRACT)
def test_the_names_that_the_outside_depends_on_are_there(schema: GraphQLSchema, kind: str) -> None:
    found = schema.type_map[kind]
    assert isinstance(found, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
    assert set(CONTRACT[kind].split()) <= set(found.fields)


def test_every_mutation_takes_one_input_and_answers_with_user_errors(schema: GraphQLSchema) -> None:
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        title = name[0].upper() + name[1:]
        assert {word: str(each.type) for word, each in field.args.items()} == {
            "input": f"{title}Input!"
        }
        assert str(field.type) == f"{title}Payload!"
        payload = schema.type_map[f"{title}Payload"]
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"


def test_every_type_has_an_audience(schema: GraphQLSchema) -> None:
    audiences.check(schema)


def test_a_type_without_an_audience_fails_the_build(schema: GraphQLSchema) -> None:
    bare = build_schema(sdl() + "\ntype Secret { word: String }")
    with pytest.raises(UndeclaredAudienceError, match="Secret"):
        audiences.check(bare)
