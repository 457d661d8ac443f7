# SPDX-License-Identifier: GPL-2.0-or-later
"""Object files, archives and libraries of a build, read as GNU ld reads them; nothing is run."""
