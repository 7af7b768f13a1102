"""Ids that follow from other ids, so that deciding needs no chance and a decision made again is the same."""

from datetime import datetime
from hashlib import blake2b
from uuid import UUID


def derived_id(root: UUID, *label: object) -> UUID:
    """Return the UUIDv7 that `label` names under `root`; it keeps the root's place in time order."""
    return _version_7(root.bytes[:8], _digest(root.bytes, label))


def named_id(at: datetime, *label: object) -> UUID:
    """Return the UUIDv7 that `label` names at an instant, to the millisecond."""
    millis = round(at.timestamp() * 1000).to_bytes(6, "big")
    digest = _digest(millis, label)
    return _version_7(millis + digest[6:8], digest)


def _digest(root: bytes, label: tuple[object, ...]) -> bytes:
    # The separator keeps ("ab", "c") and ("a", "bc") apart.
    text = "\x1f".join(str(part) for part in label)
    return blake2b(text.encode(), digest_size=16, key=root).digest()


def _version_7(head: bytes, digest: bytes) -> UUID:
    bits = bytearray(head + digest[8:])
    bits[6] = bits[6] & 0x0F | 0x70
    bits[8] = bits[8] & 0x3F | 0x80
    return UUID(bytes=bytes(bits))
