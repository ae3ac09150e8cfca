"""`python -m otkel` is `otkel`."""

from otkel.cli.main import main

main()
