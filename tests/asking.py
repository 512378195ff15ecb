"""Numbers as the network is asked about them, and made-up answers: for the tests of what decides."""

from extractor import answers, network
from extractor.components import binding, mentions, quantities, reading, results
from extractor.contexts import Contexts
from extractor.stretches import shared_out

NONE = {"key": answers.NOTHING, "text": None, "start": None, "end": None, "chance": 0.1}


def rated(text):
    """The quantities of a text, rated."""
    return results.rated(text, quantities.find(text))


def asked(text):
    """Every context of a text that holds numbers, with the pieces of its numbers."""
    contexts = Contexts(text)
    found = []
    for index, here in shared_out(quantities.find(text), contexts.spans).items():
        context = contexts.of(index)
        found.append((context, [context.span(one["start"], one["end"]) for one in here]))
    return found


def proposed(text):
    """What stands before the choice, by the real components: the quantities and the rules' proposals."""
    found = reading.judge(text, rated(text))
    return found, binding.bind(text, found, mentions.find(text, found))


def candidate(text, name, slot, chance):
    """A candidate that stands in the text."""
    start = text.find(name)
    assert start >= 0
    return {
        "key": answers.key_of(name, slot),
        "text": name,
        "start": start,
        "end": start + len(name),
        "chance": chance,
    }


def answer(text, settings=(), kind="score", role="own", **names):
    """An answer of which only the names matter: for each slot a dict of names and their chances."""
    classes = {
        name: {each: 0.9 if each in ("yes", "up", "exact", kind, role) else 0.05 for each in several}
        for name, several in answers.CLASSES.items()
    }
    candidates = {}
    for slot in network.SLOTS:
        found = [candidate(text, name, slot, chance) for name, chance in names.get(slot, {}).items()]
        nothing = {**NONE, "chance": max(0.0, 1 - sum(one["chance"] for one in found))}
        candidates[slot] = sorted([*found, nothing], key=lambda one: -one["chance"])
    places = [(text.find(one), text.find(one) + len(one)) for one in settings]
    return {"classes": classes, "candidates": candidates, "settings": places}


def claimed(text, value, **fields):
    """A quantity of the text as it comes from reading, with an answer made up of `fields` (see `answer`)."""
    (found,) = [one for one in rated(text) if text[one["start"] : one["end"]] == value]
    kind, role = fields.get("kind", "score"), fields.get("role", "own")
    direction = None if kind == "score" else "up"
    return {
        **found,
        "claimed": True,
        "answer": answer(text, **fields),
        "kind": kind,
        "direction": direction,
        "bound": None,
        "role": role,
    }
