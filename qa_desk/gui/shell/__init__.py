"""What every page stands on: theme, commands, jobs, changes, navigation, settings, notices. Knows no page or widget."""
