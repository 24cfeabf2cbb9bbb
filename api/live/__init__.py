"""The live side of the desk: lines and consoles connect here, the floor decides, the log is written behind."""

from api.live.consoles import console
from api.live.link import link

live_routes = [link, console]
