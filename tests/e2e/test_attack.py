# SPDX-License-Identifier: Apache-2.0
"""The attack matrix against trunkgate-media: nobody but the parties receives, is relayed, or moves where audio goes."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'attack'))

import matrix  # noqa: E402
import sdp  # noqa: E402
from anchors import Trunkgate  # noqa: E402


@pytest.fixture(scope='module')
def anchor():
    anchor = Trunkgate()
    yield anchor
    alive = anchor.process.running()
    anchor.close()
    assert alive, 'trunkgate-media died'


@pytest.mark.parametrize('row', matrix.ROWS, ids=lambda row: row.name)
def test_stranger(anchor, row):
    assert matrix.play(anchor, row) == matrix.PERFECT


@pytest.mark.parametrize('row', sdp.SDP_ROWS, ids=lambda row: row.name)
def test_hostile_sdp(anchor, row):
    assert sdp.play_sdp(anchor, row) == matrix.PERFECT
