"""The two doors of the live side: where lines and consoles connect. Apart from the package, so that whoever needs one
of its machines does not load the driver."""

from api.live.consoles import console
from api.live.link import link

live_routes = [link, console]
