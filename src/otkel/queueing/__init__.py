"""The crossing itself: its line, its slots, its calls and its checks, by rules that can be proven. Pure."""
