"""The look of Pilotage: page templates, components, style sheet, scripts and the gallery that shows them."""
