"""How ready the home is for a storm, and what being ready costs."""
