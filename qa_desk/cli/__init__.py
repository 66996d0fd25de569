"""The command line: `main` and one file per command group, under the same permissions and seals as the window."""
