"""What comes of an article: matrix, graph, filters, what was left out, and what can be taken away."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.browsing import analyze
from tests.page.material import Sketch, answer_with


def cells(page: Page) -> list[tuple[str, str, str]]:
    """Return speaker, target and label of every cell."""
    found = page.get_by_test_id("matrix-cell").evaluate_all(
        "nodes => nodes.map((node) => [node.dataset.speaker, node.dataset.target, node.dataset.label])"
    )
    return [(speaker, target, label) for speaker, target, label in found]


def rows(page: Page) -> list[str]:
    """Return the ids of the statements in the list."""
    ids: list[str] = page.get_by_test_id("statement-row").evaluate_all(
        "nodes => nodes.map((node) => node.dataset.statementId)"
    )
    return ids


def test_the_matrix_has_a_cell_for_every_relation(read: Page, answer: dict[str, Any]) -> None:
    assert sorted(cells(read)) == sorted((one["speaker"], one["target"], one["label"]) for one in answer["relations"])
    for relation in answer["relations"]:
        cell = read.locator(
            f"[data-testid=matrix-cell][data-speaker='{relation['speaker']}'][data-target='{relation['target']}']"
        )
        # The number stands there, so that no colour has to be told apart.
        expect(cell).to_contain_text(f"{abs(relation['score']):.2f}")


def test_a_cell_leads_to_its_statements(read: Page, answer: dict[str, Any]) -> None:
    relation = max(answer["relations"], key=lambda one: len(one["statements"]))
    read.locator(
        f"[data-testid=matrix-cell][data-speaker='{relation['speaker']}'][data-target='{relation['target']}']"
    ).click()
    assert set(map(str, relation["statements"])) <= set(rows(read))
    spoken = {one["id"]: one["speaker"] for one in answer["statements"]}
    assert {spoken[int(one)] for one in rows(read)} == {relation["speaker"]}


def test_the_graph_leads_from_speakers_countries_to_targets(read: Page, answer: dict[str, Any]) -> None:
    country = {one["id"]: one["country"] for one in answer["speakers"]}
    pairs = {(country[one["speaker"]], one["target"]) for one in answer["relations"]}
    edges = read.get_by_test_id("graph").get_by_role("button")
    names = {one["id"]: one["name"] for one in answer["targets"]}
    drawn = edges.evaluate_all("nodes => nodes.map((node) => node.getAttribute('aria-label'))")
    assert len(drawn) == len({pair for pair in pairs if pair[0]}) > 0
    for country, target in pairs:
        toward = "itself" if country == target else names[target]
        assert country is None or any(f" toward {toward}: " in label for label in drawn)


@pytest.mark.parametrize("tone", ["critical", "cooperative", "neutral"])
def test_the_list_is_filtered_by_tone(read: Page, answer: dict[str, Any], tone: str) -> None:
    read.get_by_test_id("tone-filter").select_option(tone)
    wanted = [
        str(one["id"])
        for one in answer["statements"]
        if any(each["label"] == tone and not each["abstained"] for each in one["tones"])
    ]
    assert rows(read) == wanted
    expect(read.get_by_test_id("shown-count")).to_contain_text(f"{len(wanted)} of ")


def test_the_list_is_filtered_by_target_speaker_country_and_certainty(read: Page, answer: dict[str, Any]) -> None:
    statements = answer["statements"]
    target = statements[-1]["tones"][0]["target"] if statements[-1]["tones"] else answer["targets"][0]["id"]
    read.get_by_test_id("target-filter").select_option(target)
    assert rows(read) == [str(one["id"]) for one in statements if any(t["target"] == target for t in one["tones"])]
    read.get_by_test_id("clear-filter").click()
    speaker = next(one for one in answer["speakers"] if one["country"])
    read.get_by_test_id("speaker-filter").select_option(speaker["id"])
    assert rows(read) == [str(one["id"]) for one in statements if one["speaker"] == speaker["id"]]
    read.get_by_test_id("clear-filter").click()
    read.get_by_test_id("country-filter").select_option(speaker["country"])
    country = {one["id"]: one["country"] for one in answer["speakers"]}
    assert rows(read) == [str(one["id"]) for one in statements if country.get(one["speaker"]) == speaker["country"]]
    read.get_by_test_id("clear-filter").click()
    read.get_by_test_id("certainty-filter").select_option("0.9")
    sure = [one for one in statements if any(max(t["probabilities"].values()) >= 0.9 for t in one["tones"])]
    assert rows(read) == [str(one["id"]) for one in sure]


def test_the_list_is_sorted_and_every_row_leads_to_its_place(read: Page, answer: dict[str, Any]) -> None:
    read.get_by_test_id("order").select_option("critical")
    assert sorted(rows(read)) == sorted(str(one["id"]) for one in answer["statements"])
    scores = {str(one["id"]): min([t["score"] for t in one["tones"]], default=2) for one in answer["statements"]}
    shown = [scores[one] for one in rows(read)]
    assert shown == sorted(shown)
    last = rows(read)[-1]
    read.locator(f"[data-testid=statement-row][data-statement-id='{last}'] button").first.click()
    place = read.locator(f"[data-testid=statement][data-statement-id='{last}']").first
    expect(place).to_be_in_viewport()
    expect(place).to_be_focused()


def read_many(page: Page, count: int) -> list[str]:
    """Show an article of so many statements, and return their ids in order."""
    text = " ".join(f"He said word{number}." for number in range(count))
    sketch = Sketch(text)
    for number in range(count):
        sketch.say(f"word{number}.")
    answer_with(page, sketch.answer())
    analyze(page, text)
    return [str(number) for number in range(1, count + 1)]


def test_a_long_list_comes_as_one_scrolls_and_is_whole_and_in_order(page: Page) -> None:
    ids = read_many(page, 700)
    assert rows(page) == ids[: len(rows(page))] != ids
    for _ in range(8):
        page.get_by_test_id("statement-row").last.scroll_into_view_if_needed()
        page.wait_for_timeout(100)
    assert rows(page) == ids
    page.get_by_test_id("tone-filter").select_option("critical")
    expect(page.get_by_test_id("statement-row")).to_have_count(0)
    page.get_by_test_id("clear-filter").click()
    assert rows(page) == ids[: len(rows(page))]


def test_the_row_of_a_statement_far_away_is_shown_with_those_around_it(page: Page) -> None:
    ids = read_many(page, 700)
    page.locator("[data-testid=statement][data-statement-id='600']").click()
    row = page.locator("[data-testid=statement-row][data-statement-id='600']")
    expect(row).to_be_in_viewport()
    expect(row.locator("button")).to_have_attribute("aria-current", "true")
    shown = rows(page)
    assert shown == ids[int(shown[0]) - 1 : int(shown[-1])]
    # The way back is open too: by the arrow keys, over the edge of what was there.
    page.get_by_test_id("statement-row").first.locator("button").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"[data-testid=statement-row][data-statement-id='{int(shown[0]) - 1}'] button")).to_be_focused()


def test_print_has_every_row(page: Page) -> None:
    ids = read_many(page, 700)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert rows(page) == ids


def test_what_was_left_out_is_told_where_it_stands(page: Page) -> None:
    text = "She said “So it goes”. Nobody said “Fine”. Iran wept."
    sketch = Sketch(text)
    sketch.say("So it goes", speaker=None, source="She", cue="said")
    sketch.unattributed.append(sketch.span("“Fine”"))
    answer = sketch.answer()
    outside = {"id": "IR", "name": "Iran", "type": "country", "mentions": [{**sketch.span("Iran"), "via": "name"}]}
    answer["coverage"]["targets_outside_statements"] = [outside]
    answer_with(page, answer)
    analyze(page, text)
    left_out = page.get_by_test_id("left-out")
    for words in ("“Fine”", "“She”", "Iran"):
        expect(left_out).to_contain_text(words)
    left_out.get_by_role("button", name="She").click()
    expect(page.get_by_test_id("statement")).to_be_focused()


def taken(page: Page, button: str) -> bytes:
    """Return the file that a button saves."""
    with page.expect_download() as download:
        page.get_by_test_id(button).click()
    return Path(download.value.path()).read_bytes()


def test_json_is_taken_away_as_the_service_gave_it(read: Page, answer: dict[str, Any]) -> None:
    got = json.loads(taken(read, "download-json"))
    for one in (got, answer):
        one.pop("meta", None)
    assert got == answer


def test_csv_has_a_row_for_every_tone(read: Page, answer: dict[str, Any]) -> None:
    table = list(csv.DictReader(io.StringIO(taken(read, "download-csv").decode("utf-8"))))
    tones = [(one, tone) for one in answer["statements"] for tone in one["tones"] or [None]]
    assert len(table) == len(tones)
    for row, (statement, tone) in zip(table, tones, strict=True):
        assert row["start"] == str(statement["start"])
        assert row["label"] == (tone["label"] if tone else "")


def test_a_cell_of_the_csv_is_no_formula(page: Page) -> None:
    text = "He said =1+1 to all."
    answer_with(page, Sketch(text).say("=1+1 to all", source="He", cue="said").answer())
    analyze(page, text)
    (row,) = csv.DictReader(io.StringIO(taken(page, "download-csv").decode("utf-8")))
    assert row["text"] == "'=1+1 to all"


def test_the_matrix_is_taken_away_as_a_picture(read: Page) -> None:
    png = taken(read, "download-png")
    assert png.startswith(b"\x89PNG\r\n")
    assert len(png) > 5_000


def test_json_is_copied(browser_page: Page) -> None:
    text = "He said no."
    answer_with(browser_page, Sketch(text).say("no", source="He", cue="said").answer())
    analyze(browser_page, text)
    browser_page.get_by_test_id("copy-json").click()
    expect(browser_page.locator("#taken")).to_have_text("Copied.")
    copied = json.loads(browser_page.evaluate("navigator.clipboard.readText()"))
    assert copied["statements"][0]["text"] == "no"
