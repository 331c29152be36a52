"""What is shown: plans as pictures, figures and sentences."""
