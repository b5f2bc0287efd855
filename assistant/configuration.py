"""`footnote config`: the settings in force and where each came from, and the hash that a page pins the widget by.

Owns what is printed. Called by `commands`.
"""

from assistant.contradictions import check
from assistant.settings import Settings, effective, unknown_variables
from assistant.terminal import Line, Terminal
from assistant.web.widget import bundle


def show_settings(settings: Settings, terminal: Terminal) -> int:
    """Print every setting, then raise SettingsContradict where they do not fit together."""
    rows = effective(settings)
    strays = unknown_variables()
    integrity = bundle().integrity
    if terminal.as_json:
        terminal.json(
            {
                "settings": [{"name": row.name, "value": row.value, "from": row.came_from} for row in rows],
                "unknown": [name for name, _ in strays],
                "widget": {"integrity": integrity},
            }
        )
    else:
        width = max(len(row.name) for row in rows)
        terminal.show(
            Line(f"{row.name:<{width}}  {row.value if row.value else '(not set)'}  [{row.came_from}]") for row in rows
        )
        terminal.show([Line(f"{'integrity':<{width}}  {integrity}  [of widget.js, for its script tag]")])
    for name, near in strays:
        terminal.say(f"{name} is no setting and does nothing." + (f" Did you mean {near}?" if near else ""))
    check(settings)
    return 0
