"""The pages, a file or a folder per feature. Each is found by itself: see `api.web.registry`."""
