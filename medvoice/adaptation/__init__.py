"""Adaptation of a CTC recogniser to one speaker, from recordings and what was said in them."""
