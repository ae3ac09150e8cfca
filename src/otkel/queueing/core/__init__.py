"""The rules, as functions of scalars and arrays: the live crossing calls them, the twin compiles them."""
