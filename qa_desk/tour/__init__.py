"""The tour: the main job from end to end without a person or a display, kept as a report and pictures of every page."""
