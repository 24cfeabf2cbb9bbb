"""The line: SIP and RTP, calls, ring timing, audio, and the pure machines of call, agent and queue.

This package imports nothing else of ours. It knows nothing of tickets, databases or screens.
"""
