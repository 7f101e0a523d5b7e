"""What happens, as it happens: the event spine as server-sent events."""
