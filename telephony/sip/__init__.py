"""What SIP asks beyond a message parser: transactions, checks, SDP agreements, and the socket that drives them.

All but `transport.py` is pure: no clock, no socket, no await. Nothing here knows of calls, agents or the line.
"""
