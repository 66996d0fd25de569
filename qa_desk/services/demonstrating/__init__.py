"""The demo centre: bundled conversations, a seeded model of inspectors, and the workspace built from both."""
