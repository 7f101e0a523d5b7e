"""Every page and every REST address at 100 times the data."""
