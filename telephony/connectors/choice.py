"""Which connector a line runs on, by its name in the settings."""

from telephony.connectors.asyncio_sip import AsyncioSip
from telephony.connectors.base import Connector
from telephony.errors import SettingsError
from telephony.settings import LineSettings

NAMES = ("aiosipua",)


def connector_of(settings: LineSettings) -> Connector:
    """The connector that `settings.connector` names. Raises SettingsError with the names there are."""
    if settings.connector != AsyncioSip.name:
        raise SettingsError("connector", [f"{settings.connector!r} is unknown; there is {', '.join(NAMES)}"])
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
    )
