"""Web pages that the desk serves: templates, static files, and who may see which page. Pages call services."""
