"""Listening, at the moments when two things happen at once."""

import asyncio
import gc

import asyncpg

from bellringer.push.listening import PostgresLine

# of this database: others are listened to at the same time
LINE = """
SELECT pid FROM pg_stat_activity
 WHERE application_name = 'bellringer listening' AND datname = current_database()
"""


async def test_a_listener_ends_when_it_is_told_to_in_the_moment_its_server_dies(dsn: str) -> None:
    stands = asyncio.Event()
    task = asyncio.create_task(PostgresLine(dsn).listen({}, restored=stands.set))
    await stands.wait()
    other = await asyncpg.connect(dsn)
    pid = await other.fetchval(LINE)
    # the line is the listener's own, so it is looked up where all things are
    [line] = [
        each
        for each in gc.get_objects()
        if type(each) is asyncpg.Connection
        and not each.is_closed()
        and each.get_server_pid() == pid
    ]

    def stop(_: object) -> None:
        task.cancel()

    line.add_termination_listener(stop)
    await other.execute("SELECT pg_terminate_backend($1)", pid)
    await other.close()

    done, _ = await asyncio.wait({task}, timeout=10)
    task.cancel()
    assert {task} == done
    assert task.cancelled()
