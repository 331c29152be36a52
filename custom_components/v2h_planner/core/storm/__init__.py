"""How ready the home is for a storm, and what that costs."""
