"""What makes things of the project that are not committed."""
