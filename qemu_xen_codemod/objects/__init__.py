"""Object files, archives and libraries of a build, read as GNU ld reads them; nothing is run."""
