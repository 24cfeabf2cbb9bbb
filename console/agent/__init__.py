"""The agent's screens: sign-in, the main screen and its overlays."""
