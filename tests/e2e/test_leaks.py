# SPDX-License-Identifier: Apache-2.0
"""Nothing of the inside is visible outside: everything that the trunk receives, in clear, over a set of calls."""
from calls import dial_in, dial_out, ends, hang_up, inbound_call, outbound_call, trunk_sdp
from ua import audio_sdp

HOST = 'pbx-leak.corp.internal'


def needles(house):
    return [house.pbx, house.inside, HOST, 'corp.internal', 'LeakTag', 'LeakCallId', 'LeakAgent', 'LeakBranch', 'LeakRoute',
            'LeakAsserted', 'LeakDiversion', 'LeakWarning', 'LeakOrigin', 'LeakSession', 'LeakUnknown', 'LeakContact', 'LeakReason',
            'LeakRefer', 'LeakCallInfo', 'LeakOrganization', 'LeakHistory', 'X-Internal', '10.99.88.77', 'z9hG4bKLeak']


def inside_headers(host=HOST):
    return [('User-Agent', 'LeakAgent PBX 18.2'), ('P-Asserted-Identity', f'"LeakAsserted" <sip:201@{host}>'),
            ('Remote-Party-ID', f'<sip:201@{host}>;party=calling'),
            ('Diversion', f'<sip:202@{host}>;reason=unconditional;x=LeakDiversion'),
            ('History-Info', f'<sip:203@{host}?Reason=LeakHistory>;index=1'), ('Call-Info', f'<http://{host}/LeakCallInfo>;purpose=icon'),
            ('Organization', 'LeakOrganization'), ('X-Internal', 'LeakUnknown 10.99.88.77'),
            ('P-Charging-Vector', f'icid-value=LeakUnknown;orig-ioi={host}'), ('Geolocation', f'<sip:{host}>')]


def answer_headers():
    return [('Server', 'LeakAgent PBX 18.2'), ('Warning', f'399 {HOST} "LeakWarning 10.99.88.77"'), ('X-Internal', 'LeakUnknown'),
            ('P-Asserted-Identity', f'<sip:201@{HOST}>'), ('Contact', None)]


def leaky_sdp(house, **options):
    return audio_sdp(house.pbx, 16000, origin='LeakOrigin', name='LeakSession', **options,
                     extra='i=LeakSession\r\na=candidate:1 1 UDP 2130706431 10.99.88.77 16000 typ host\r\na=rtcp:16001 IN IP4 10.99.88.77\r\n'
                     f'a=tool:LeakAgent\r\na=ssrc:1 cname:LeakOrigin@{HOST}\r\n')


class Calls:
    """The calls of the set; each leaves as much of the inside in what the PBX says as SIP has room for."""

    def __init__(self, house):
        self.house = house
        self.pbx, self.trunk = ends(house)
        self.pbx.user, self.pbx.tag_for = '201', lambda request: f'LeakTag{request.cseq}'
        plain_via = self.pbx.via
        self.pbx.via = lambda: plain_via().replace('branch=z9hG4bK', 'branch=z9hG4bKLeakBranch')
        self.answer_headers = [pair for pair in answer_headers() if pair[0] != 'Contact']
        self.serial = 0
        house.start()

    def identity(self):
        self.serial += 1
        return {'tag': f'LeakTag{self.serial}', 'call_id': f'LeakCallId{self.serial}@{HOST}'}

    def outbound_with_hold_and_bye(self):
        record_route = [('Record-Route', f'<sip:LeakRoute.{HOST};lr>')]
        dialog, _, _ = outbound_call(self.house, self.pbx, self.trunk, inside_headers() + record_route, leaky_sdp(self.house),
                                     **self.identity())
        invite = dialog.request('INVITE', leaky_sdp(self.house, direction='sendonly', version=2), inside_headers())
        seen = self.trunk.expect('INVITE')
        self.trunk.reply(seen, 200, trunk_sdp(self.house, self.trunk, direction='recvonly', version=2))
        self.pbx.expect(200, method='INVITE')
        dialog.ack(invite)
        self.trunk.expect('ACK')
        dialog.request('BYE', headers=[*inside_headers(), ('Reason', 'Q.850;cause=16;text="LeakReason"')])
        self.trunk.reply(self.trunk.expect('BYE'), 200)
        self.pbx.expect(200, method='BYE')

    def outbound_refused(self):
        invite = dial_out(self.house, self.pbx, headers=inside_headers(), body=leaky_sdp(self.house), **self.identity())
        self.trunk.reply(self.trunk.expect('INVITE'), 486)
        self.trunk.expect('ACK')
        self.pbx.ack_failure(invite, self.pbx.expect(486))

    def outbound_cancelled(self):
        invite = dial_out(self.house, self.pbx, headers=inside_headers(), body=leaky_sdp(self.house), **self.identity())
        seen = self.trunk.expect('INVITE')
        self.trunk.reply(seen, 180)
        self.pbx.expect(180)
        self.pbx.cancel(invite)
        self.trunk.reply(self.trunk.expect('CANCEL'), 200, tag='x')
        self.trunk.reply(seen, 487)
        self.trunk.expect('ACK')
        self.pbx.ack_failure(invite, self.pbx.expect(487))

    def inbound_answered(self, hung_up_by_pbx):
        pbx_dialog, trunk_dialog, _ = inbound_call(self.house, self.pbx, self.trunk, self.answer_headers, leaky_sdp(self.house))
        if hung_up_by_pbx:
            pbx_dialog.request('BYE', headers=inside_headers())
            self.trunk.reply(self.trunk.expect('BYE'), 200)
            self.pbx.expect(200, method='BYE')
        else:
            hang_up(self.trunk, self.pbx, trunk_dialog)

    def inbound_refused(self, status, headers=()):
        invite = dial_in(self.house, self.trunk)
        self.pbx.reply(self.pbx.expect('INVITE'), status, headers=[*self.answer_headers, *headers], reason='LeakReason')
        self.pbx.expect('ACK')
        self.trunk.ack_failure(invite, self.trunk.expect(tuple(range(300, 700))))

    def in_dialog_requests(self):
        dialog, _, _ = outbound_call(self.house, self.pbx, self.trunk, **self.identity())
        self.trunk.auto_answers.update(REFER=501, INFO=501, UPDATE=501)
        for method, headers in (('REFER', [('Refer-To', f'<sip:LeakRefer@{HOST}>'), ('Referred-By', f'<sip:LeakRefer@{HOST}>')]),
                                ('INFO', [('X-Internal', 'LeakUnknown')]), ('UPDATE', inside_headers())):
            dialog.request(method, headers=headers)
            self.pbx.expect(tuple(range(200, 700)), method=method)
        hang_up(self.pbx, self.trunk, dialog)

    def all(self):
        self.outbound_with_hold_and_bye()
        self.outbound_refused()
        self.outbound_cancelled()
        self.inbound_answered(hung_up_by_pbx=True)
        self.inbound_answered(hung_up_by_pbx=False)
        self.inbound_refused(486)
        self.inbound_refused(302, [('Contact', f'<sip:LeakContact@{HOST}>')])
        self.inbound_refused(503, [('Retry-After', '5 (LeakReason)')])


def found_in(received, house):
    text = bytes(received).lower()
    return [needle for needle in needles(house) if needle.lower().encode() in text]


def test_no_string_of_the_inside_reaches_the_trunk(build_house, workers):
    house = build_house(workers=workers)
    calls = Calls(house)
    calls.all()
    assert calls.trunk.received.count(b'INVITE sip:') >= 4 and calls.trunk.received.count(b'SIP/2.0 200') >= 2
    assert found_in(calls.trunk.received, house) == []


def test_no_string_of_the_inside_reaches_the_trunk_in_other_requests(build_house):
    house = build_house()
    calls = Calls(house)
    calls.in_dialog_requests()
    assert found_in(calls.trunk.received, house) == []


def test_the_search_finds_what_a_loosened_rule_lets_through(build_house):
    house = build_house(headers='headers: {pass: ["X-*"]}')
    calls = Calls(house)
    calls.outbound_refused()
    assert set(found_in(calls.trunk.received, house)) >= {'LeakUnknown', 'X-Internal', '10.99.88.77'}


def test_log_of_our_own_keeps_the_inside_call_id(build_house):
    """The operator, unlike the trunk, must find a call by the PBX's Call-ID."""
    house = build_house()
    calls = Calls(house)
    calls.outbound_with_hold_and_bye()
    house.wait_for_log('call.ended', call_id='LeakCallId1')
