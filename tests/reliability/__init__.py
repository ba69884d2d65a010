"""What docs/reliability.md promises, tried: runs that are killed, starved and doubled, as commands and as tests."""
