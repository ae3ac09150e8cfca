"""The commands of a shell: they ask `app`, and print what it answers."""
