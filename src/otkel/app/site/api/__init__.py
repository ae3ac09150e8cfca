"""What the API of the site asks for beyond what its pages do."""
