"""The template loader that keeps templates as folding has left them."""

from __future__ import annotations

from django.template import Origin, Template
from django.template.loaders.cached import Loader

from pilotage.ui.drawing.folding import fold


class FoldedTemplates(Loader):
    """Django's cached loader; a template is folded when it is first read."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """The template, folded."""
        key = self.cache_key(template_name, skip)
        is_new = key not in self.get_template_cache
        template: Template = super().get_template(template_name, skip)
        if is_new:
            fold(template)
        return template
