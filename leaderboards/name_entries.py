"""What people ask to change of names, as entries of the log: checked, and said again in words.

What is asked raises NotFoundError for a name that no claim has, and UsageError where it cannot be meant.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from schema import catalogue
from schema.columns import NAMES_LONGEST
from schema.errors import NotFoundError, UsageError
from schema.identity import evened
from schema.lookup import UNSTORABLE
from schema.names.wordings import cased
from schema.naming import Change, Names
from schema.registry import fold
from schema.renaming import Entry
from schema.store import Store


def storable(name: str) -> str:
    """Return a name, its white space evened. Raises UsageError for one that no database can store."""
    text = evened(name)
    if not text:
        raise UsageError("a name cannot be empty", "write it out")
    if len(text) > NAMES_LONGEST:
        raise UsageError(f"a name has at most {NAMES_LONGEST} characters", "shorten it")
    if UNSTORABLE.search(text):
        raise UsageError("a database cannot store a character of that name", "write it in UTF-8")
    return text


def merge(store: Store, slot: str, source: str, target: str) -> Entry:
    """Ask that what is called `source` be called as `target` is."""
    found, into = _found(store, slot, source), _shown(_found(store, slot, _shown(target)))
    if fold(found) == fold(into):
        raise UsageError(f"{source!r} and {target!r} are one {slot} already: {into!r}", "name two names")
    return Entry("merge", slot, {"from": found, "into": into})


def rename(store: Store, slot: str, old: str, new: str) -> Entry:
    """Ask that what is called `old` be called `new`."""
    found, name = _found(store, slot, old), _shown(new)
    if name == found:
        raise UsageError(f"the {slot} is called {found!r} already", "name another name")
    command = f"claimboard names merge {slot} {shlex.quote(found)} {shlex.quote(name)} makes them one"
    _unused(store, slot, name, found, command)
    return Entry("rename", slot, {"from": found, "to": name})


def split(
    store: Store, slot: str, name: str, wordings: Sequence[str], new: str | None, in_case: bool = False
) -> Entry:
    """Ask that some wordings of `name` mean another name, `new` or the first of them.

    A wording counts in its own case alone where `name` has others that differ from it in nothing else, and
    either is spelled as `name` but for its case ("STAR" of "STaR"), or `in_case` is asked for.
    """
    found = _found(store, slot, name)
    there = list(dict.fromkeys(each.wording for each in catalogue.wordings(store, slot, found)))
    held: dict[str, list[str]] = {}
    for wording in there:
        for text in dict.fromkeys((wording, *store.names.registry.wordings(slot, wording))):
            held.setdefault(fold(text), []).append(text)
    taken, alone = [], []
    for word in map(storable, wordings):
        texts = held.get(fold(word), [])
        alike = sorted((text for text in texts if cased(text) == cased(word)), key=lambda text: text != word)
        if not texts or (in_case and not alike):
            hint = f"its wordings: {'; '.join(there[:10]) or 'none'}"
            raise NotFoundError(f"{word!r} is no wording of {found!r}", hint)
        taken.append((alike or texts)[0])
        if in_case or (fold(word) == fold(found) and 0 < len(alike) < len(texts)):
            alone.append(taken[-1])
    own = _shown(new or taken[0])
    if fold(own) == fold(found):
        why = "names that differ in case, hyphens or blanks alone are one"
        raise UsageError(f"what is split off {found!r} needs another name: {why}", "give it one: --as NEW")
    command = f"claimboard names alias {slot} {shlex.quote(own)} {shlex.join(taken)} gives them that name"
    _unused(store, slot, own, found, command)
    detail = {"name": found, "wordings": taken, "as": own}
    return Entry("split", slot, detail | ({"cased": alone} if alone else {}))


def alias(store: Store, slot: str, name: str, wordings: Sequence[str]) -> Entry:
    """Ask that wordings mean `name`, whether or not a paper has used them yet."""
    found = _found(store, slot, name)
    words = list(dict.fromkeys(map(_shown, wordings)))
    if all(store.names.resolve(slot, word).key == fold(found) for word in words):
        raise UsageError(f"{_quoted(words)} means {found!r} already", "nothing is to be done")
    return Entry("alias", slot, {"name": found, "wordings": words})


def undo(id: int) -> Entry:
    """Ask that a change count no longer."""
    return Entry("undo", "method", {"change": id})


def metric(store: Store, name: str, benchmark: str | None, facts: Mapping[str, Any]) -> Entry:
    """Declare facts of a metric, on one benchmark if that is given. Claims need not have these names yet."""
    on = None if benchmark is None else _found_or_new(store, "benchmark", _shown(benchmark))
    found = _found_or_new(store, "metric", _shown(name))
    return Entry("metric", "metric", {"name": found, "benchmark": on, **facts})


def kept(store: Store, entry: Entry) -> Iterator[tuple[str, list[str]]]:
    """Yield the names that a split or an alias takes wordings from, each with the wordings that it keeps."""
    detail, slot, names = entry.detail, entry.slot, store.names
    if entry.action not in ("split", "alias"):
        return
    losing = [detail["name"]]
    if entry.action == "alias":
        meant = dict.fromkeys(_found_or_new(store, slot, wording) for wording in detail["wordings"])
        losing = [name for name in meant if fold(name) != fold(detail["name"])]
    then = Names(names.registry, (*names.changes, _next(names, entry)))
    for name in losing:
        there = [(each[0], each.scope, each.other_form) for each in catalogue.wordings(store, slot, name)]
        stay = [each[0] for each in there if then.resolve(slot, *each).key == names.resolve(slot, *each).key]
        if there:
            yield name, list(dict.fromkeys(stay))


def words(change: Change | Entry) -> str:
    """Say an entry in words."""
    detail = change.detail
    match change.action:
        case "merge":
            return f"{detail['from']!r} into {detail['into']!r}"
        case "rename":
            return f"{detail['from']!r} to {detail['to']!r}"
        case "split":
            alone = f" ({_quoted(detail['cased'])} in that case alone)" if detail.get("cased") else ""
            return f"{_quoted(detail['wordings'])}{alone} from {detail['name']!r} as {detail['as']!r}"
        case "alias":
            return f"{_quoted(detail['wordings'])} for {detail['name']!r}"
        case "undo":
            return f"change {detail['change']}"
    facts = []
    if "direction" in detail:
        facts.append(f"direction {detail['direction'] or 'none'}")
    if "scale" in detail:
        facts.append(f"scale {detail['scale'] or 'none'}")
    if "range" in detail:
        facts.append("range {:g} to {:g}".format(*detail["range"]))
    if detail.get("headline"):
        facts.append("headline")
    on = f" on {detail['benchmark']!r}" if detail.get("benchmark") else ""
    return f"{detail['name']!r}{on}: {', '.join(facts)}"


def about(change: Change, names: Iterable[str]) -> bool:
    """Say whether an entry speaks of one of these names or wordings."""
    said = [value for value in change.detail.values() if isinstance(value, str)]
    said += change.detail.get("wordings", ())
    return not {fold(name) for name in names}.isdisjoint(map(fold, said))


def _next(names: Names, entry: Entry) -> Change:
    last = names.changes[-1].id if names.changes else 0
    return Change(last + 1, "", "", entry.action, entry.slot, dict(entry.detail))


def _unused(store: Store, slot: str, new: str, old: str, hint: str) -> None:
    """Raise UsageError where a new name is already that of something else."""
    meaning = store.names.resolve(slot, new)
    there = {fold(name): name for name in catalogue.names_of(store, slot)}
    for key in (fold(new), meaning.key):
        if key == fold(old) or not (key in there or catalogue.is_named(store.names, slot, meaning)):
            continue
        known = there.get(key, meaning.canonical)
        if fold(known) != fold(old):
            raise UsageError(f"there is a {slot} {known!r} already", hint)


def _found(store: Store, slot: str, name: str) -> str:
    return catalogue.find(store, slot, storable(name))


def _found_or_new(store: Store, slot: str, name: str) -> str:
    try:
        return _found(store, slot, name)
    except NotFoundError as error:
        if "may mean" in error.message:
            raise
        return _shown(name)


def _shown(name: str) -> str:
    """Return a name that is to be shown from now on; it is to consist of characters that one can see."""
    text = storable(name)
    if not text.isprintable():
        raise UsageError(
            "a name cannot hold control characters, or others that nobody sees", "leave them out"
        )
    return text


def _quoted(wordings: Sequence[str]) -> str:
    return ", ".join(map(repr, wordings))
