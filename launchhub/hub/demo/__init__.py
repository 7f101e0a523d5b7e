"""A small company that makes believe: what a new user finds before there is anything of their own."""
