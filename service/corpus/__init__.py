"""What can be made of many answers: event data, a graph, a report, a comparison, and corrections.

answers   the answers of a run, read back
events    one row an act of speech between two countries, as event-data users know it
graph     who speaks how of whom, as GraphML
figures   what the report counts
report    one HTML file that opens offline
compare   what differs between two runs, or between two outlets
labels    to Label Studio and back
"""
