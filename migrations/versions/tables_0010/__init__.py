"""What migration 0010 makes; none of it changes any more."""
