"""What each command comes to, one file a part of the way. Only `decide` is for the outside."""
