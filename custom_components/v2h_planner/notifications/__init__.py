"""Notices for the people of the home: what there is to say, what of it is news, and to whom it goes."""
