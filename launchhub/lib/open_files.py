"""How many files and connections a process may have open."""

import resource


def ask_for(number: int) -> None:
    """Let this process have so many files open, or as many as the system allows it.

    Many systems begin with 1,024 and give more to whoever asks (`man setrlimit`: the soft and the hard limit).
    """
    given, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if most == resource.RLIM_INFINITY else min(number, most)
    if given != resource.RLIM_INFINITY and given < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
