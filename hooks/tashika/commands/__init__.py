"""The commands of the command line: what each is asked, does, shows, and returns as its exit status."""
