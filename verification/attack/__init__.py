"""The attack study: who gets scarce slots under which rule."""
