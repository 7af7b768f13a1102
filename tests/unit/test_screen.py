"""What the demo prints can be pasted, and is not longer than it must be."""

import json
import shlex
import socket

from bellringer.cli.demo import port_beside
from bellringer.demo.hero import NextMilestone
from bellringer.demo.screen import FIRST_QUERY, Tokens, first_query, ringing_mutation, welcome

URL = "http://127.0.0.1:8000"
TOKENS = Tokens(rep="token-of-mia", manager="token-of-dana", admin="token-of-sam", tv="blr_tv")
NEAR = NextMilestone(percent=75, deal_minor=123_400)


def test_each_token_is_printed_once_as_a_line_to_paste() -> None:
    lines = welcome(URL, "http://127.0.0.1:8001", TOKENS, NEAR).splitlines()
    pasted = [line for line in lines if "=token-of" in line and not line.startswith("http")]
    assert ["REP=token-of-mia", "MANAGER=token-of-dana", "ADMIN=token-of-sam"] == pasted
    at = lines.index(pasted[0])
    assert pasted == lines[at : at + 3]


def test_the_phone_and_the_tv_are_links_that_sign_in_and_stand_alone_on_their_lines() -> None:
    lines = welcome(URL, "http://127.0.0.1:8001", TOKENS, NEAR).splitlines()
    links = [line for line in lines if "#" in line]
    assert [f"{URL}/#token=token-of-mia", f"{URL}/tv#token=blr_tv"] == links


def test_the_commands_are_what_a_shell_takes_and_speak_for_the_rep() -> None:
    asked = shlex.split(first_query(URL))
    assert {"query": FIRST_QUERY} == json.loads(asked[-1])
    assert "Authorization: Bearer $REP" in asked
    assert '"Authorization: Bearer $REP"' in first_query(
        URL
    )  # double quotes: the shell fills it in
    ringing = ringing_mutation(URL, NEAR).replace("'$(date +%s)'", "now")
    won = json.loads(shlex.split(ringing)[-1])
    assert 123_400 == won["variables"]["input"]["amount"]["amountMinor"]


def test_the_phones_are_on_the_next_port_if_that_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert 0 == port_beside(port - 1)
    assert port == port_beside(port - 1)
    assert 0 == port_beside(65_535)
