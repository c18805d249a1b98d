"""What each of the demo shops sells, one file per shop."""
