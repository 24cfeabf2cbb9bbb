"""What was said in calls: judged while it is said, kept like recordings, judged again by new rules."""
