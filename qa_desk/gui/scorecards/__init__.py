"""The scorecards with their versions, as inspectors see them; brought in, published and handed out as files."""
