"""Sign-in by a provider (OpenID Connect): settings, what it publishes, its token, the way there and back."""
