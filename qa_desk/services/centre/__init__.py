"""The workspace as a whole: its people, who comes in, audit chain, furnishing, time zone, check and copies."""
