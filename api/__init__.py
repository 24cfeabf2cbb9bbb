"""The desk: event log, queue, tickets, clocks, REST, WebSocket and web pages.

It imports `telephony` and `scripts_lib`, and is imported by neither.
"""
