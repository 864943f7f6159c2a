"""Scoring many articles: from a folder or a table to answers, resumed where it stopped.

sources   which files there are, opened whatever their compression
reading   their rows, one after the other: an article, or what is wrong with the row
columns   which column of a table is the text, the date, …
store     the work folder: manifest, shards moved into place
worker    a process with models of its own that scores shards
local     the runner that hands shards to workers
output    the shards' answers joined into one file
"""
