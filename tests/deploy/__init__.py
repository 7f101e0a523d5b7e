"""LaunchHub as it is deployed: its image, its compose file, its way through a pooler, its upgrades."""
