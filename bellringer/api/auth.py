"""Who is at the door: from a token to a member of one organization, with nothing taken from the token but who."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from bellringer.api.problems import ProblemError
from bellringer.api.tokens import Claims, Issuer, refused, verify
from bellringer.gamification.actions.bind_identity import bind_identity
from bellringer.gamification.errors import UnknownMemberError
from bellringer.gamification.rules.displays import DisplayToken, token_in
from bellringer.gamification.store import displays, door
from bellringer.gamification.store.door import Entry
from bellringer.graphql.context import Caller
from bellringer.models.database import Database
from bellringer.words import EntryKind

KNOWN_FOR = timedelta(minutes=1)
KNOWN = 10_000
NEVER = datetime.max.replace(tzinfo=UTC)


class Gate:
    """Verifies tokens and finds the organization; what the member may do is read with every request.

    Which organizations know an identity is remembered for a minute: it only says where to look, and the
    member found there is read, by that same identity, each time.
    """

    def __init__(
        self,
        door_database: Database,
        database: Database,
        issuers: Mapping[str, Issuer],
        clock: Callable[[], datetime],
    ) -> None:
        self._door = door_database
        self._database = database
        self._issuers = issuers
        self._clock = clock
        self._hash_key: bytes | None = None
        self._known: OrderedDict[bytes, tuple[datetime, list[Entry]]] = OrderedDict()
        self._verified: OrderedDict[str, tuple[datetime, Claims]] = OrderedDict()

    async def admit(self, authorization: str | None, organization: str | None) -> Caller:
        """Return the caller that a bearer token proves, in the organization named or the only one.

        Raises:
            ProblemError: The token is missing or no good (401), or belongs to nobody here (403).
        """
        scheme, _, token = (authorization or "").partition(" ")
        if not authorization:
            raise refused("TOKEN_MISSING", "Sign in: send `Authorization: Bearer <ID token>`.")
        if scheme.lower() != "bearer" or not token.strip():
            raise refused("TOKEN_MALFORMED", "Send `Authorization: Bearer <ID token>`.")
        if (shown := token_in(token.strip())) is not None:
            return await self._display(shown)
        claims = await self._claims(token.strip())
        identity = door.identity_sha256(claims.issuer, claims.subject)
        slug = organization or claims.org
        chosen = _chosen(await self._entries(identity), slug)
        if chosen is None:
            chosen = await self._first_sign_in(claims, identity, slug)
        return Caller(org_id=chosen.org_id, identity_sha256=identity, expires_at=claims.expires_at)

    async def _display(self, token: DisplayToken) -> Caller:
        """Return the caller that a display's token stands for; whether it is one is read with every request."""
        if self._hash_key is None:
            async with self._door.outside() as connection:
                self._hash_key = await displays.hash_key(connection)
        return Caller(
            org_id=token.org_id,
            identity_sha256=displays.secret_sha256(self._hash_key, token.secret),
            expires_at=NEVER,
            display_id=token.display_id,
        )

    async def _claims(self, token: str) -> Claims:
        """Verify a token; the same one is not verified again for a minute, but for its end."""
        now = self._clock()
        seen = self._verified.get(token)
        if seen is not None and now - seen[0] < KNOWN_FOR and now < seen[1].expires_at:
            return seen[1]
        claims = await verify(token, self._issuers, now=now)
        self._verified[token] = now, claims
        if len(self._verified) > KNOWN:
            self._verified.popitem(last=False)
        return claims

    async def _entries(self, identity: bytes) -> list[Entry]:
        known = self._known.get(identity)
        now = self._clock()
        if known is not None and now - known[0] < KNOWN_FOR:
            return known[1]
        entries = await self._look_up(EntryKind.IDENTITY, identity)
        if entries:  # who is unknown may be invited any moment
            self._known[identity] = now, entries
            if len(self._known) > KNOWN:
                self._known.popitem(last=False)
        return entries

    async def _look_up(self, kind: EntryKind, lookup_sha256: bytes) -> list[Entry]:
        async with self._door.outside() as connection:
            return await door.find(connection, kind, lookup_sha256)

    async def _first_sign_in(self, claims: Claims, identity: bytes, slug: str | None) -> Entry:
        """Bind the identity to the member who was invited by this verified e-mail address."""
        self._known.pop(identity, None)
        if claims.email is not None:
            async with self._door.outside() as connection:
                invited = await door.find(
                    connection, EntryKind.INVITE, await door.email_hash(connection, claims.email)
                )
            if (chosen := _chosen(invited, slug)) is not None:
                await self._bind(claims, claims.email, chosen)
        # looked up after the invitation, which another request of the same person may just have used
        bound = _chosen(await self._look_up(EntryKind.IDENTITY, identity), slug)
        if bound is None:
            raise _stranger()
        return bound

    async def _bind(self, claims: Claims, email: str, chosen: Entry) -> None:
        try:
            async with self._database.transaction(chosen.org_id) as connection:
                await bind_identity(
                    connection,
                    issuer=claims.issuer,
                    subject=claims.subject,
                    email=email,
                    now=self._clock(),
                )
        except UnknownMemberError:
            raise _stranger() from None


def _stranger() -> ProblemError:
    return ProblemError(
        403, "UNAUTHORIZED", "You are no member here; ask an admin to invite your e-mail address."
    )


def _chosen(entries: list[Entry], slug: str | None) -> Entry | None:
    if slug is not None:
        return next((entry for entry in entries if entry.slug == slug), None)
    if len(entries) > 1:
        raise ProblemError(
            400,
            "ORGANIZATION_REQUIRED",
            "You are in several organizations: name one in the header `Bellringer-Org`.",
            known={"organizations": sorted(entry.slug for entry in entries)},
        )
    return entries[0] if entries else None
