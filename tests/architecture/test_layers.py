"""What import-linter cannot say: pure modules, and the direction of foreign keys.

The layers themselves are contracts in pyproject.toml (`make lint`).
"""

import ast
import importlib.util
from functools import cache
from pathlib import Path

import grimp
import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]

# Decided from values alone, without a table or a tenant: they can be tested row by
# row, and reasoned about without a database.
PURE = (
    "appointments.rules",
    "cases.clock",
    "cases.rules",
    "cases.subclocks",
    "catalogue.bpmn",
    "catalogue.fees",
    "catalogue.form",
    "catalogue.picture",
    "catalogue.procedure",
    "catalogue.published",
    "catalogue.schema",
    "catalogue.schema_mall",
    "courier.film",
    "courier.legs",
    "courier.rules",
    "kernel.calendar",
    "kernel.expressions",
    "kernel.localized",
    "kernel.money",
    "kernel.spans",
    "payments.emvco",
    "payments.rules",
    "people.address",
    "permits.rules",
    "permits.token",
    "queueing.forecast.engine",
    "queueing.forecast.simulate",
    "queueing.forecast.staffing",
    "queueing.nextcounter",
    "queueing.rules",
)
# The order of pyproject.toml; peers share a rank.
RANK = {
    "kernel": 0,
    "people": 1,
    "catalogue": 2,
    "notifications": 3,
    "documents": 3,
    "appointments": 4,
    "cases": 4,
    "payments": 4,
    "permits": 4,
    "queueing": 4,
    "insights": 5,
    "journeys": 6,
    "web": 7,
    "api": 7,
    "live": 7,
    "ops": 8,
}


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph("satupintu", exclude_type_checking_imports=True)


def _closure(name: str) -> set[str]:
    """The module, its parts, and everything of ours that they import."""
    graph = _graph()
    own = {name} | graph.find_descendants(name)
    return own.union(*(graph.find_upstream_modules(module) for module in own))


def _imports(module: str) -> set[str]:
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    found: set[str] = set()
    for node in ast.walk(ast.parse(Path(spec.origin).read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _is_impure(imported: str) -> bool:
    return imported.startswith(("django.db", "procrastinate"))


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_reaches_no_database(name: str) -> None:
    closure = _closure(f"satupintu.{name}")

    tables = {m for m in closure if m.endswith((".models", ".tenancy"))}
    impure = {
        f"{module} imports {imported}"
        for module in closure
        for imported in _imports(module)
        if _is_impure(imported)
    }

    assert not tables
    assert not impure


def test_every_rules_module_is_listed_as_pure() -> None:
    rules = {
        module.removeprefix("satupintu.")
        for module in _graph().modules
        if module.endswith(".rules")
    }
    assert rules <= set(PURE)


def test_foreign_keys_point_down_only() -> None:
    up = [
        f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if model._meta.app_label in RANK
        and field.related_model._meta.app_label in RANK
        and model._meta.app_label != field.related_model._meta.app_label
        and RANK[field.related_model._meta.app_label] >= RANK[model._meta.app_label]
    ]
    assert not up
