"""What an input was, in 32 bytes, so that the same key can be told from another request."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint(body: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of an input as it was given, before any default was filled in.

    The order of keys does not matter; a field left out and a field given as null differ.
    """
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).digest()
