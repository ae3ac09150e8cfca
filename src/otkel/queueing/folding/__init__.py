"""What each kind of event changes in a state, by family; `otkel.queueing.fold` puts them together."""
