"""The built-in PostgreSQL and Valkey, and the process supervisor behind `make up`."""
