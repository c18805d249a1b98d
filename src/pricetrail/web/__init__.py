"""The web UI: pages rendered here, charts as SVG, a little JavaScript of our own."""
