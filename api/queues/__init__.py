"""The site's queues: `plan_file.py` reads `<data>/queues.yaml`, `opening.py` tells when each opens and closes."""
