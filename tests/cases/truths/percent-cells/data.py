import wrong_in_many_ways  # no cells: a file to download
