"""The parts of `exchanging`: scores files read, mapped, understood and kept, and written."""
