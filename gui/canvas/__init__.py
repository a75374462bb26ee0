"""The canvas: where a graph is drawn, edited and watched."""
