# SPDX-License-Identifier: Apache-2.0
"""Debian's Kamailio as a proxy whose rtpengine module drives trunkgate-media, and the house of such a test."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from capture import Capture
from ground import ROOT, Process, free_port, listens, loopback_net, wait_until
from metrics_page import Page, fetch
from peers import Baresip, Sipp

MEDIA_BINARY = Path(os.environ.get('TRUNKGATE_MEDIA', ROOT / 'build' / 'trunkgate-media'))
MODULES = 'usr/lib/x86_64-linux-gnu/kamailio'

CONFIGURATION = '''debug=2
log_stderror=yes
children=2
auto_aliases=no
listen=udp:{proxy}:5060
mpath="{modules}/modules/"
loadmodule "sl.so"
loadmodule "tm.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "rtpengine.so"
modparam("rtpengine", "rtpengine_sock", "{anchors}")
modparam("rtpengine", "mos_average_pv", "$avp(mos_average)")
modparam("rtpengine", "mos_average_packetloss_pv", "$avp(mos_loss)")
modparam("rtpengine", "mos_average_samples_pv", "$avp(mos_samples)")
modparam("rtpengine", "mos_min_pv", "$avp(mos_lowest)")
modparam("rtpengine", "mos_min_at_pv", "$avp(mos_lowest_at)")
modparam("rr", "enable_full_lr", 1)

request_route {{
  if (has_totag()) {{
    if (!loose_route()) exit;
    if (is_method("BYE")) {{
      xlog("L_NOTICE", "relayed: $rtpstat\\n");
      rtpengine_delete("delete-delay=0");
      xlog("L_NOTICE", "score: $avp(mos_average) loss $avp(mos_loss) of $avp(mos_samples), lowest $avp(mos_lowest) at $avp(mos_lowest_at)\n");
    }}
  }} else {{
    record_route();
    $du = "{trunk_uri}";
  }}
  if (is_method("INVITE")) {{
    if ($si == "{pbx}") {{
      rtpengine_offer("{common} direction=inside direction=outside {to_trunk}");
    }} else {{
      rtpengine_offer("{common} direction=outside direction=inside {to_pbx}");
    }}
    t_on_reply("ANSWER");
  }}
  t_relay();
}}

onreply_route[ANSWER] {{
  if (has_body("application/sdp")) rtpengine_answer("{common}");
}}
'''
COMMON = 'replace-origin replace-session-connection ICE=remove trust-address rtcp-mux-demux'

ANCHOR = '''zones:
  inside:
    media: {{address: {inside}, ports: 20000-20199, t38: {t38}}}
  outside:
    media: {{address: {outside}, ports: 30000-30199, t38: {t38}}}
ng: {{listen: ["udp://{anchor}:{ng_port}"], allow: [127.0.0.0/8]}}
http: {{listen: {anchor}:9091}}
log: {{level: debug}}
'''


def installation():
    """The folder in whose usr/ Kamailio lies. Unpacked, not installed, when it is not there: its package would start a
    proxy on this machine."""
    if Path('/usr/sbin/kamailio').exists():
        return Path('/')
    folder = ROOT / 'build' / 'peers' / 'kamailio'
    if not (folder / 'usr/sbin/kamailio').exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(['apt-get', 'download', '-q', 'kamailio'], cwd=folder, check=True)
        subprocess.run(['dpkg-deb', '-x', next(folder.glob('kamailio_*.deb')), folder], check=True)
    return folder


class Kamailio(Process):
    def __init__(self, folder, address, **values):
        root = installation()
        self.address = address
        configuration = Path(folder) / 'kamailio.cfg'
        configuration.write_text(CONFIGURATION.format(proxy=address, modules=root / MODULES, common=COMMON, **values))
        super().__init__('kamailio', [root / 'usr/sbin/kamailio', '-DD', '-E', '-f', configuration, '-m', '32', '-M', '8', '-x', 'fm',
                                      '-X', 'fm', '-Y', folder, '-w', folder],
                         folder, {'LD_LIBRARY_PATH': str(root / MODULES)})
        wait_until(lambda: not self.running() or listens(address, 5060, 'udp'), lambda: f'kamailio up\n{self.text()[-3000:]}')
        assert self.running(), self.text()[-3000:]


class AnchorHouse:
    """Kamailio at `proxy`, the anchor between `inside` and `outside`, the PBX at `pbx`. What `to_trunk` and `to_pbx` say
    goes into the flags of the offers to that side."""

    def __init__(self, authority, trunk_port=5060, trunk=None, to_trunk='', to_pbx=''):
        net = loopback_net()
        self.pbx, self.inside, self.outside, own_trunk, self.proxy, self.anchor = (
            net + host for host in ('10', '20', '30', '40', '50', '60'))
        self.trunk, self.trunk_port = trunk or own_trunk, trunk_port
        self.authority, self.folder = authority, Path(tempfile.mkdtemp(prefix='trunkgate-media-e2e-'))
        self.configuration = self.folder / 'media.yaml'
        self.ng_port = free_port('127.0.0.1')
        self.flags = {'to_trunk': to_trunk, 'to_pbx': to_pbx}
        self.process = self.kamailio = None
        self._peers, self._captures = [], []

    def start_anchor(self, t38='refuse'):
        assert MEDIA_BINARY.exists(), f'{MEDIA_BINARY} is not built'
        self.configuration.write_text(ANCHOR.format(inside=self.inside, outside=self.outside, anchor=self.anchor, ng_port=self.ng_port,
                                                    t38=t38))
        self.process = Process('trunkgate-media', [MEDIA_BINARY, 'run', '-c', self.configuration], self.folder)
        wait_until(lambda: not self.process.running() or 'serves 2 zones' in self.process.text(), 'trunkgate-media up')
        assert self.process.running(), self.process.text()
        return self

    def start(self, *further):
        """`further`: houses whose anchors Kamailio may choose as well."""
        self.start_anchor()
        anchors = ' '.join(f'udp:{house.anchor}:{house.ng_port}' for house in (self, *further))
        self.kamailio = Kamailio(self.folder, self.proxy, anchors=anchors, pbx=self.pbx,
                                 trunk_uri=f'sip:{self.trunk}:{self.trunk_port}', **self.flags)
        return self

    def sipp(self, scenario, address, remote=None, **options):
        self._peers.append(Sipp(self.folder, scenario, address, remote=remote, **options))
        return self._peers[-1]

    def baresip(self, **options):
        self._peers.append(Baresip(self.folder, self.authority, **options))
        return self._peers[-1]

    def capture(self, *addresses):
        self._captures.append(Capture(*addresses))
        return self._captures[-1]

    def log(self, event):
        lines = [json.loads(line) for line in self.process.text().splitlines()]
        return [line for line in lines if line['event'] == event]

    def metrics(self):
        status, text = fetch(f'http://{self.anchor}:9091/metrics')
        assert status == 200, f'/metrics answered {status}'
        return Page(text)

    def commands(self, command, result='ok'):
        return self.metrics().total('trunkgate_ng_commands_total', command=command, result=result)

    def tell(self):
        for process in filter(None, [self.process, self.kamailio]):
            print(f'--- {process.name}, last lines\n{process.text()[-6000:]}')

    def close(self):
        for peer in reversed(self._peers):
            peer.stop()
        for capture in self._captures:
            capture.stop()
        if self.kamailio:
            self.kamailio.stop()
        if self.process:
            self.process.stop(first=signal.SIGINT, timeout=5)
        shutil.rmtree(self.folder, ignore_errors=True)
