"""Tests: a package, so that a package of others with the same name never takes its place."""
