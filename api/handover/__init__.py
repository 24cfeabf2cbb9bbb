"""The written hand-over between shifts (LINE-6, 「交接班记录」)."""
