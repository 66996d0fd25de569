"""What the player is made of: the order of reading, speed, the ring's filling, the mix, and what is reported."""
