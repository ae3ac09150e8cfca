"""The rules, as functions of scalars and arrays. The live crossing calls them; the twin compiles the same ones."""
