"""How fast LaunchHub is, as ratios: `make bench`. Requests go through the real WSGI application, in this process."""
