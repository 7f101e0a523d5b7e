"""A release train from files: its launches, dates and every recorded slip, features, sign-offs and people."""
