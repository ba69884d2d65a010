"""What migration 0002 makes, a module a subject; none of it changes any more."""
