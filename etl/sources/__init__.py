"""Where documents come from. Each source finds (lists) and fetches (brings bytes); none interprets what it brings."""
