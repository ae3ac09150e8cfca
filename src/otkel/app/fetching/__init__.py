"""Fetching feeds from the network: a plug-in that is off until an operator turns a source on in a file."""
