"""The site's queues: `plan_file.py` reads `<data>/queues.yaml`, `opening.py` tells the queue when it opens and closes."""
