# SPDX-License-Identifier: Apache-2.0
"""SIPp against SIPp through trunkgate: no failed call, and everything back at zero afterwards."""
import pytest

from ground import ROOT

RATE, SECONDS = 50, 20


def run_load(house, rate, calls, hold_ms=2000):
    """The PBX's SIPp, ended; fails when a call failed."""
    house.sipp_trunk('load-trunk', scenario_file=ROOT / 'bench/sipp/trunk.xml', calls=10**7, timeout=3600)
    house.start()
    pbx = house.sipp_pbx('load-pbx', scenario_file=ROOT / 'bench/sipp/pbx.xml', calls=calls, timeout=calls // rate + 60,
                         extra=['-r', rate, '-d', hold_ms, '-l', 3000])
    return pbx


@pytest.mark.parametrize('transport', ['udp', 'tcp'])
def test_load_then_rest(build_house, workers, transport):
    house = build_house(workers=workers, transport=transport, log_level='info', media_port_count=2000)
    calls = RATE * SECONDS if transport == 'udp' else RATE * 4
    run_load(house, RATE, calls).must_succeed(timeout=calls // RATE + 60)
    page = house.metrics()
    assert page.total('trunkgate_calls_total', result='answered') + page.total('trunkgate_calls_active') == calls
    assert page.total('trunkgate_calls_total', result='failed') == 0
    house.wait_at_rest()
    assert house.metrics().total('trunkgate_outbound_drops_total') == 0
