"""The first screen: its frame, the people to choose from, and the forms that ask for a password, a login or a code."""
