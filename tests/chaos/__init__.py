"""Nothing is lost: the real processes in a storm of faults, and a crash at every step (`make chaos`)."""
