"""What migration 0009 makes; none of it changes any more."""
