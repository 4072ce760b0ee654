"""What sources say of one thing, side by side: in what they differ, what was decided, and how many are independent."""
