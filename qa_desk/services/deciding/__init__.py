"""Parts of the meeting: what settling keeps, what a decision becomes, training notes, where the lead is."""
