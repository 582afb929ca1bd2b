"""kill -9 of either process between reading and answer: nothing is lost, nothing doubled."""

import asyncio
import os

import pytest

from tests.ui.physician.killing import Pair, killed
from tests.ui.physician.served import free_port, hung_up
from tests.ui.physician.zygote import Zygote

pytestmark = pytest.mark.skipif(os.name != "posix", reason="fork and kill -9")


def kill(folder, rounds, seed, within_s, rooms):
    zygote = Zygote()
    pair = Pair(folder, zygote, free_port())

    async def told():
        try:
            return await killed(pair, rounds, seed, rooms)
        finally:
            await hung_up()

    try:
        figures = asyncio.run(asyncio.wait_for(told(), within_s))
        assert pair.store.verify() == []
        return figures
    finally:
        pair.close()
        zygote.close()


def test_nothing_is_lost_and_nothing_doubled_when_either_process_is_killed(tmp_path):
    figures = kill(tmp_path, 20, 11, 120, rooms=5)
    assert figures.rounds == 20
    assert (figures.of_page, figures.of_room) == (16, 4)
    assert figures.answered  # some answers were told to the physician before the kill
    assert (figures.lost, figures.doubled) == ([], [])
