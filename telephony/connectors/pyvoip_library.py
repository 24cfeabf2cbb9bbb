"""The one place that imports pyVoIP, whose code is used as it is published: every change of ours is a subclass.

pyVoIP imports audioop, which Python has deprecated since 3.11 and dropped in 3.13 (audioop-lts brings it back).
pyVoIP is GPL-3.0; it carries no types, so mypy sees its classes as `Any`.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyVoIP.VoIP import CallState, VoIPCall, VoIPPhone  # first: upstream's modules import each other in a ring
    from pyVoIP.VoIP.status import PhoneStatus  # isort: split
    from pyVoIP.RTP import PayloadType, RTPClient, TransmitType
    from pyVoIP.SIP import SIPClient, SIPMessage, SIPMessageType, SIPStatus

__all__ = [
    "CallState",
    "PayloadType",
    "PhoneStatus",
    "RTPClient",
    "SIPClient",
    "SIPMessage",
    "SIPMessageType",
    "SIPStatus",
    "TransmitType",
    "VoIPCall",
    "VoIPPhone",
]
