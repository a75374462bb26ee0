"""The save file: older versions are migrated, and the schema is that of the code."""

from __future__ import annotations

import json
from typing import Any

import resources
from engine import document_format
from engine.document_format import migrate
from engine.document_schema import VERSION, schema


def test_migrations_run_one_version_at_a_time() -> None:
    def first(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "graph": {"nodes": raw["nodes"]}}

    def second(raw: dict[str, Any]) -> dict[str, Any]:
        assert raw["version"] == 2
        return {**raw, "view": {"title": "migrated"}}

    old = {"format": "chainrule", "version": 1, "nodes": []}
    new = migrate(old, 1, steps={1: first, 2: second}, current=3)
    assert new["version"] == 3
    assert new["graph"] == {"nodes": []}
    assert new["view"] == {"title": "migrated"}
    assert old == {"format": "chainrule", "version": 1, "nodes": []}


def test_there_is_a_migration_from_every_older_version() -> None:
    assert set(document_format.MIGRATIONS) == set(range(1, VERSION))


def test_the_shipped_schema_is_that_of_the_code() -> None:
    shipped = json.loads(resources.read_text("schema", f"chainrule-{VERSION}.json"))
    assert shipped == schema()
