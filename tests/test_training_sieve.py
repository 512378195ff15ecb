"""The first sieve: what it learns from, and the file that it writes."""

from extractor import rules, weights
from extractor.training import sieve
from extractor.training.gold import Read


def read(text, *values, name="1", **fields):
    """A paper whose gold claims have these values."""
    claims = [
        {
            "value": v,
            "start": text.rfind(v),
            "end": text.rfind(v) + len(v),
            "number": float(v.strip("%")),
            **fields,
        }
        for v in values
    ]
    return Read(name, text, claims)


TEXT = "Elm: Trees\nWe propose Elm. It reaches an accuracy of 81.2% on 3 sets of 40 trees."


def test_every_quantity_is_an_example_and_gold_says_which_are_claimed():
    found = sieve.examples([read(TEXT, "81.2%")])
    assert [one.answers for one in found] == [{"claimed": True}, {"claimed": False}, {"claimed": False}]
    assert all(one.features for one in found)


def test_what_readers_differ_on_and_what_repeats_a_gold_figure_is_no_example():
    assert [one.answers["claimed"] for one in sieve.examples([read(TEXT, "81.2%", optional=True)])] == [
        False
    ] * 2
    again = TEXT.replace("Elm: Trees", "Elm: 81.2% Trees")
    assert [one.answers["claimed"] for one in sieve.examples([read(again, "81.2%")])] == [True, False, False]


def test_the_sieve_is_written_as_it_was_fitted_and_tells_results_from_sizes(tmp_path, monkeypatch):
    papers = [read(TEXT, "81.2%", name=str(i)) for i in range(40)]
    assert sieve.fit(papers, tmp_path) == 120
    first = (tmp_path / "results-weights.yml").read_bytes()
    sieve.fit(papers, tmp_path)
    assert (tmp_path / "results-weights.yml").read_bytes() == first
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    table = weights.load.__wrapped__("results-weights")
    assert table.decisions == ("claimed",)
    chances = [table.logit(one.features, "claimed") for one in sieve.examples(papers[:1])]
    assert chances[0] > 0 > max(chances[1:])
