"""What runs in the process of a program: standard library only, relative imports only.

The worker loads this package by its folder, under a private name, so that it needs no `sys.path` entry.
The names below are the files of a run's folder, by which the two sides of a run talk.
"""

PROGRAM = "program"  # what to run; read once
JOURNAL = "journal"  # what happened, one record a line
STDOUT = "stdout"  # all that was written to file descriptor 1
STDERR = "stderr"  # and 2
DUMP = "dump"  # where the program was when it was asked or crashed, in faulthandler's words
COPIES = "copies"  # the processes of its copies, one a line
WAKE = "wake-"  # what the pipes begin with that wake them
LOADED = "loaded.json"  # in the folder of a fork server: what it has read
WORK = "work"  # the program's working directory
TMP = "tmp"  # and the one for its temporary files
