"""The words that a shell can complete, out of the table of verbs.

``complete`` has them as a shell text, so that no Python starts at each tab.
"""

from .verbs import VERBS

BEGIN, END = "# table\n", "# end of table\n"


def table():
    """The lines of ``complete`` between its marks."""
    shown = sorted((verb for verb in VERBS if not verb.hidden), key=lambda verb: verb.name)
    names = " ".join(verb.name for verb in shown)
    options = "".join(f"\t{verb.name}) echo '{' '.join(_options(verb))}' ;;\n" for verb in shown)
    releases = "|".join(verb.name for verb in shown if _takes_releases(verb))
    known = f"\t{releases}) return 0 ;;\n" if releases else ""
    return (f"verbs='{names}'\n"
            f"options_of() {{\n\tcase $1 in\n{options}\tesac\n}}\n"
            f"releases_of() {{\n\tcase $1 in\n{known}\t*) return 1 ;;\n\tesac\n}}\n")


def _options(verb):
    names = [one for names, _ in verb.arguments for one in names if one.startswith("-")]
    return sorted(one for one in names if one.startswith("--")) + ["--help"]


def _takes_releases(verb):
    return any("release" in f"{names[0]} {settings.get('metavar', '')}".lower()
               for names, settings in verb.arguments if not names[0].startswith("-"))
