"""The Jinja2 environment of our pages (TEMPLATES in settings names it)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined, Undefined, pass_context, select_autoescape
from jinja2.runtime import Context

from launchhub.accounts import rights
from launchhub.web import charts, filters, links, states
from launchhub.web.icons import icon
from launchhub.web.links import link

COMPONENTS = "ui/"


class Components:
    """All macros of `templates/ui/` under one name: `{{ ui.button("Save") }}`.

    A global rather than an import per template, because a block that is rendered alone as a fragment
    does not run the imports of its page.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._file_of: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if not self._file_of:
            self._file_of = self._found()  # whole at once: other threads render at the same time
        if name not in self._file_of:
            raise AttributeError(f"There is no macro {name!r} in templates/{COMPONENTS}")
        macro = getattr(self._env.get_template(self._file_of[name]).module, name)
        if not self._env.auto_reload:
            setattr(self, name, macro)
        return macro

    def _found(self) -> dict[str, str]:
        files = self._env.list_templates(
            filter_func=lambda name: name.startswith(COMPONENTS) and name.endswith(".html")
        )
        return {
            name: file
            for file in files
            for name in vars(self._env.get_template(file).module)
            if not name.startswith("_")
        }


@pass_context
def url(context: Context, name: str, **kwargs: Any) -> str:
    """`{{ url("roadmap:launch", pk=launch.pk) }}`: the address within the present workspace."""
    return link(_request(context), name, **kwargs)


@pass_context
def page_of(context: Context, noun: str, pk: Any, launch_id: Any = None) -> str | None:
    """`{{ page_of("gate", gate.pk) }}`: the page that shows an object, or none."""
    return links.page_of(_request(context).workspace.slug, noun, pk, launch_id)


@pass_context
def can(context: Context, right: str) -> bool:
    """`{% if can("edit_qa") %}`: has the member the right? Only to hide what would be refused: actions decide."""
    member = getattr(_request(context), "member", None)
    return member is not None and rights.may(member, rights.Right[right.upper()])


def _request(context: Context) -> Any:
    found = context.resolve("request")
    return None if isinstance(found, Undefined) else found


def environment(**options: Any) -> Environment:
    """Make the environment: HTML is escaped, plain text is not, an unknown name is an error."""
    options |= {
        "autoescape": select_autoescape(("html",), default_for_string=True),
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    env = Environment(**options)  # noqa: S701 - autoescape is in the options
    env.globals |= {
        "can": can,
        "dial_of": charts.dial,
        "bar_of": charts.bar,
        "glyph_of": states.glyph_of,
        "icon": icon,
        "ladder_of": charts.ladder,
        "page_of": page_of,
        "static": static,
        "ui": Components(env),
        "url": url,
        "word_of": states.word_of,
    }
    env.filters |= filters.ALL
    return env
