"""Audio between a call's leg and the agent's headset."""
