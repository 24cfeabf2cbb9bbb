"""Web hooks: what happened, told to other programs by signed HTTP requests that are tried again."""
