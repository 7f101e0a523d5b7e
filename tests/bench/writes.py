"""Writes against a bare transaction that writes the same."""
