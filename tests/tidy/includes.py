# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. One row per room: the first row whose pattern matches a file holds for it."""
import re
from collections import namedtuple

ASIO, OPENSSL, THREADS, SOCKETS = 'Asio', 'OpenSSL', 'threads', 'sockets'

KINDS = [
    (ASIO, re.compile(r'^boost/(asio|beast)')),
    ('Boost', re.compile(r'^boost/')),
    (OPENSSL, re.compile(r'^openssl/')),
    ('yaml-cpp', re.compile(r'^yaml-cpp/')),
    ('spdlog', re.compile(r'^(spdlog|fmt)/')),
    ('nlohmann', re.compile(r'^nlohmann/')),
    ('CLI11', re.compile(r'^CLI/')),
    ('c-ares', re.compile(r'^ares')),
    ('hiredis', re.compile(r'^hiredis/')),
    ('prometheus', re.compile(r'^prometheus/')),
    ('libsrtp2', re.compile(r'^srtp2/')),
    ('ipsec-mb', re.compile(r'^intel-ipsec-mb')),
    ('xdp', re.compile(r'^(xdp|bpf|linux/(bpf|if_xdp))')),
    ('gtest', re.compile(r'^(gtest|gmock)/')),
    ('benchmark', re.compile(r'^benchmark/')),
    (THREADS, re.compile(r'^(thread|mutex|shared_mutex|condition_variable|future|semaphore|pthread\.h)$')),
    (SOCKETS, re.compile(r'^(sys/(socket|epoll|un|eventfd|uio|ioctl)\.h|netinet/.*|net/.*|netdb\.h|poll\.h)$')),
]
EVERYTHING = {name for name, _ in KINDS}

Room = namedtuple('Room', 'name files ours others')


def room(name, files, ours, others=()):
    return Room(name, re.compile(files), re.compile(ours), set(others))


MEDIA_FOR_EDGE = r'media/(control|attached|embedded|remote|config|address|drop_reason)\.h'
METRICS_FOR_PURE = r'metrics/(counters|catalogue)\.h'
PROXY_TYPES = r'proxy/(address|flow)\.h|proxy/config/'
EDGE_OTHERS = {ASIO, 'Boost', 'c-ares', 'hiredis', 'spdlog', 'nlohmann', 'CLI11', THREADS, SOCKETS}

ROOMS = [
    room('sip/scan', r'sip/scan/', r'sip/(scan/|\w+\.h)'),
    room('sip/message', r'sip/message/', r'sip/(scan/|message/|header/(via|cseq|name_addr|value_list|uri)\.h|\w+\.h)'),
    room('sip/header', r'sip/header/', r'sip/(scan/|message/|header/|\w+\.h)'),
    room('sip/auth', r'sip/(auth|location|registration)/', r'sip/(scan|message|header|auth|location|registration)/|sip/\w+\.h'),
    room('sip/transaction', r'sip/transaction/', r'sip/(scan|message|header|transaction)/|sip/\w+\.h'),
    room('sip/dialog', r'sip/dialog/', r'sip/'),
    room('sip', r'sip/', r'sip/'),
    room('proxy/config', r'proxy/config/', PROXY_TYPES + r'|sip/', {'yaml-cpp'}),
    room('proxy/admission', r'proxy/admission/', PROXY_TYPES + r'|proxy/admission/|sip/|' + METRICS_FOR_PURE),
    room('proxy/route', r'proxy/route/', PROXY_TYPES + r'|proxy/(admission|route)/|sip/|' + METRICS_FOR_PURE),
    room('proxy/hide', r'proxy/hide/', PROXY_TYPES + r'|proxy/hide/|sip/', {OPENSSL}),
    room('proxy/record', r'proxy/record/', PROXY_TYPES + r'|proxy/record/|sip/|media/control\.h'),
    room('proxy/call', r'proxy/call/',
         PROXY_TYPES + r'|proxy/(admission|route|hide|record|call)/|proxy/core/output\.h|sip/|media/control\.h|' +
         METRICS_FOR_PURE),
    room('proxy/core', r'proxy/core/',
         PROXY_TYPES + r'|proxy/(admission|route|hide|record|call|core)/|sip/|media/control\.h|' + METRICS_FOR_PURE),
    room('proxy/edge/tls', r'proxy/edge/(tls|connect|listener)', r'proxy/(?!cli)|sip/|metrics/|' + MEDIA_FOR_EDGE,
         EDGE_OTHERS | {OPENSSL}),
    room('proxy/edge', r'proxy/edge/', r'proxy/(?!cli)|sip/|metrics/|' + MEDIA_FOR_EDGE, EDGE_OTHERS),
    room('proxy/cli', r'proxy/(cli|main)/', r'proxy/|sip/|metrics/|' + MEDIA_FOR_EDGE, EDGE_OTHERS),
    room('proxy', r'proxy/', PROXY_TYPES + r'|sip/', {SOCKETS}),
    room('media/srtp', r'media/srtp/', r'media/(rtp|srtp)/|media/\w+\.h', {OPENSSL, 'libsrtp2', 'ipsec-mb'}),
    room('media/sdp', r'media/sdp/', r'media/(rtp|srtp|sdp|quality)/|media/\w+\.h'),
    room('media/forward', r'media/session/forward', r'media/(rtp|srtp|quality|session)/|media/\w+\.h|' + METRICS_FOR_PURE),
    room('media/session', r'media/(session|rtp|quality)/', r'media/(?!io/)|' + METRICS_FOR_PURE),
    room('media/ng/json', r'media/ng/json', r'media/(ng|sdp)/', {'nlohmann'}),
    room('media/service', r'media/(service|main)/', r'media/|metrics/',
         {ASIO, 'Boost', 'spdlog', 'CLI11', 'yaml-cpp', THREADS, SOCKETS}),
    room('media edge', r'media/(io/|embedded|remote|mailbox|system_keys|tap|bounded_queue)', r'media/|metrics/',
         {ASIO, 'spdlog', 'xdp', THREADS, SOCKETS}),
    room('media', r'media/', r'media/(?!io/)|' + METRICS_FOR_PURE, {'yaml-cpp'}),
    room('metrics/exposition', r'metrics/exposition', r'metrics/', {'prometheus', ASIO, 'Boost', THREADS}),
    room('metrics', r'metrics/', r'metrics/', {'prometheus'}),
    room('tests', r'tests/', r'', EVERYTHING),
    room('bench', r'bench/', r'', EVERYTHING),
]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.M)
OURS = re.compile(r'^(sip|proxy|media|metrics|tests|bench)/')


def faults(path, text):
    """Sentences, one per include of `path` that its room forbids."""
    mine = next((r for r in ROOMS if r.files.match(path)), None)
    if mine is None:
        return []
    found = []
    for match in INCLUDE.finditer(text):
        header = match.group(1)
        line = text.count('\n', 0, match.start()) + 1
        if OURS.match(header):
            if not mine.ours.match(header):
                found.append(f'{path}:{line}: {mine.name} may not include {header}')
            continue
        kind = next((name for name, pattern in KINDS if pattern.match(header)), None)
        if kind and kind not in mine.others:
            found.append(f'{path}:{line}: {mine.name} may not use {kind} ({header})')
    return found
