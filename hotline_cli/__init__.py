"""The command `hotline`: one small module a sub-command, each imported only when it is called."""
