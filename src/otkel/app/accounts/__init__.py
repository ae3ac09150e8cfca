"""Who works with Otkel: accounts, their passwords and second factors, who is signed in."""
