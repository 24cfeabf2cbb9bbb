"""The one place that imports pyVoIP, whose code is used as it is published: every change of ours is a subclass.

pyVoIP imports audioop, which Python has deprecated since 3.11 and dropped in 3.13 (audioop-lts brings it back). Its
classes are typed `Any` here: our subclasses take checked messages where upstream's take any, and mypy would rightly
call that another interface. pyVoIP is GPL-3.0.
"""

import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import pyVoIP.VoIP  # first: upstream's modules import each other in a ring
    from pyVoIP import RTP, SIP, VoIP

VERSION: str = pyVoIP.__version__
CallState = VoIP.CallState
PayloadType = RTP.PayloadType
SIPMessageType = SIP.SIPMessageType
SIPStatus = SIP.SIPStatus
TransmitType = RTP.TransmitType

RTPClient: Any = RTP.RTPClient
SIPClient: Any = SIP.SIPClient
SIPMessage: Any = SIP.SIPMessage
VoIPCall: Any = VoIP.VoIPCall
VoIPPhone: Any = VoIP.VoIPPhone
