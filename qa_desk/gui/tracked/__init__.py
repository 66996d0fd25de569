"""The page that follows common issues through: owner, due date, action, and QA's signature on the effect."""
