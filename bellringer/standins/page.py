"""The page that shows what phones get: one file that runs nothing but itself."""

import base64
import hashlib
import re
from importlib.resources import files

from aiohttp import web

_PAGE = (files("bellringer.standins") / "phone.html").read_text()
_HASHES = {
    tag: base64.b64encode(
        hashlib.sha256(re.findall(f"<{tag}>(.*?)</{tag}>", _PAGE, re.S)[0].encode()).digest()
    ).decode()
    for tag in ("script", "style")
}
_POLICY = (
    f"default-src 'none'; connect-src 'self'; script-src 'sha256-{_HASHES['script']}'; "
    f"style-src 'sha256-{_HASHES['style']}'; base-uri 'none'; form-action 'none'"
)


async def page(_: web.Request) -> web.Response:
    """Answer GET /: the phones."""
    headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
    return web.Response(text=_PAGE, content_type="text/html", headers=headers)
