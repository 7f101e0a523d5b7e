"""Ways of looking at a list that somebody keeps under a name: for themselves, or for everybody."""
