"""The command line: one module a group of commands; it prints and sets exit codes, and holds no rule."""
