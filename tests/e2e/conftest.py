# SPDX-License-Identifier: Apache-2.0
"""Fixtures: one certificate authority per run, and a house that cleans up whatever happens."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from certificates import Authority  # noqa: E402
from house import House  # noqa: E402

FAILED = pytest.StashKey()


@pytest.fixture(scope='session')
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp('authority'))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == 'call':
        item.stash[FAILED] = outcome.get_result().failed


@pytest.fixture
def build_house(authority, request):
    """build_house(…House's keywords…): not started. Closed, and checked to be alive still, when the test ends."""
    houses = []

    def build(**options):
        house = House(authority, **options)
        houses.append(house)
        return house
    yield build
    died = []
    for house in houses:
        if request.node.stash.get(FAILED, False):
            house.tell()
        if house.process and not house.process.running() and house.process.child.returncode != 0:
            died.append(house.process.child.returncode)
        house.close()
    assert not died, f'trunkgate died: {died}'


@pytest.fixture(params=[1, 2], ids=['workers-1', 'workers-2'])
def workers(request):
    return request.param
