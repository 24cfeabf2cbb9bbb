"""Which connector a line runs on, by its name in the settings."""

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Connector
from telephony.errors import SettingsError
from telephony.settings import LineSettings
from telephony.sip.session_timer import SessionPolicy

NAMES = ("aiosipua", "pyvoip")


def connector_of(settings: LineSettings) -> Connector:
    """The connector that `settings.connector` names. Raises SettingsError with the names there are."""
    if settings.connector == "pyvoip":
        from telephony.connectors.pyvoip_settings import pyvoip_of  # a line that does without it loads no pyVoIP

        return pyvoip_of(settings)
    if settings.connector != AsyncioSip.name:
        raise SettingsError("connector", [f"{settings.connector!r} is unknown; there is {', '.join(NAMES)}"])
    if settings.pbx_server or settings.pbx_user or settings.pbx_password:
        why = 'pbx_server, pbx_user and pbx_password are for connector = "pyvoip"; aiosipua takes [[line.trunk]]'
        raise SettingsError("connector aiosipua", [why])
    return AsyncioSip(
        settings.sip,
        advertised_ip=settings.advertised_ip,
        rtp_ports=settings.rtp_range,
        trunks=settings.trunks,
        networks=settings.networks,
        area_code=settings.area_code,
        tcp=settings.sip_tcp,
        codecs=settings.codecs,
        dead_call_s=settings.dead_call_s,
        session=SessionPolicy(settings.session_s),
    )
