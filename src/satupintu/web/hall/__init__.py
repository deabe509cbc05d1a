"""The manager's pages of a mall: who waits where, what to do, what if, history."""
