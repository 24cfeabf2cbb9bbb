"""From settings to the pyVoIP connector: the PBX account, and a plain no to what this connector cannot do.

Knows settings and limits, no socket.
"""

from pydantic import ValidationError

from telephony.connectors.pyvoip_sip import MOST_CALLS, NAME, PyvoipSip
from telephony.errors import SettingsError
from telephony.setting_kinds import split_address
from telephony.settings import LineSettings
from telephony.sip.media import PREFERENCE
from telephony.trunks import Trunk

OTHER = 'or choose connector = "aiosipua"'


def pyvoip_of(settings: LineSettings) -> PyvoipSip:
    """The connector that these settings ask for. Raises SettingsError with every fault and what to do about each."""
    faults = _faults(settings)
    if faults:
        raise SettingsError("connector pyvoip", faults)
    return PyvoipSip(
        settings.sip,
        pbx=pbx_of(settings),
        advertised_ip=settings.advertised_ip,
        rtp_ports=settings.rtp_range,
        networks=settings.networks,
        area_code=settings.area_code,
        codecs=settings.codecs,
        dead_call_s=settings.dead_call_s,
    )


def pbx_of(settings: LineSettings) -> Trunk | None:
    """The PBX as a trunk named `pyvoip`, None without one. Raises SettingsError."""
    if not settings.pbx_server:
        return None
    try:
        return Trunk(name=NAME, server=settings.pbx_server, user=settings.pbx_user, password=settings.pbx_password)
    except ValidationError as error:
        faults = [
            f"pbx_{fault['loc'][0] if fault['loc'] else 'password'}: {fault['msg']}" for fault in error.errors()
        ]
        raise SettingsError("connector pyvoip", faults) from error


def _faults(settings: LineSettings) -> list[str]:
    faults = []
    if "max_calls" in settings.model_fields_set and settings.max_calls > MOST_CALLS:
        faults.append(f"max_calls is {settings.max_calls}; pyvoip carries {MOST_CALLS}: write {MOST_CALLS}, {OTHER}")
    if settings.trunk:
        faults.append(f"[[line.trunk]]: pyvoip has one account, pbx_server and pbx_user; write those, {OTHER}")
    if "sip_tcp" in settings.model_fields_set and settings.sip_tcp:
        faults.append(f"sip_tcp: pyvoip hears UDP only; take it out, {OTHER}")
    if ":" in split_address(settings.sip)[0]:
        faults.append(f"sip: pyvoip has no IPv6; give an IPv4 address, {OTHER}")
    if not set(settings.codecs) <= set(PREFERENCE):
        faults.append(f"codecs: pyvoip speaks {' and '.join(PREFERENCE)}; name only these, {OTHER}")
    if (settings.pbx_user or settings.pbx_password) and not settings.pbx_server:
        faults.append("pbx_user and pbx_password need pbx_server")
    return faults
