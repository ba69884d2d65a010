"""What is kept: bytes by hash, facts in Postgres. The only room that knows SQL, together with `bi` and `migrations`."""
