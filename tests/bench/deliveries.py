"""A slip on its way to 10,000 people, against one INSERT … SELECT and the raw senders."""
