"""Querysets that Django compiles once.

To build a queryset and turn it into SQL takes Django several times as long as PostgreSQL needs to answer it. Where
that counts, the function that builds a queryset is `@prepared`: it is called once, with a `Given` in the place of each
argument, and from then on only the values are filled in. What comes back is what the queryset would have brought.

A look-up of single rows by their keys is planned once, too, by each session of PostgreSQL, since the plan is the same
whatever the values are; and the page of a list once for each workspace. What other queries do best depends on more.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cache, cached_property, lru_cache, update_wrapper
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, ForeignKey, Lookup, Model, QuerySet, UUIDField
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg2.extensions import AsIs

from launchhub.lib.postgresql.base import MOST_PLANS


class NotPrepared(Exception):
    """A value is needed that is known only when the prepared query runs."""


class Given(Expression):
    """A value in a queryset that is given when the query runs: to compare with, and never to decide by."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Leave a place for the value in the SQL, and itself among the parameters to say which it is."""
        return "%s", [self]

    def __conform__(self, protocol: Any) -> None:
        """Refuse to be sent to PostgreSQL (psycopg2 asks for it)."""
        raise NotPrepared(f"{self.name} is known only when the prepared query runs.")


@ForeignKey.register_lookup
@UUIDField.register_lookup
class Among(Lookup):
    """`launch__among=ids`: like `__in`, also for ids that are given when the query runs."""

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        """Take any collection of ids."""
        return "%s", [list(value)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Compare with an array: one parameter, however many ids there are."""
        column, column_params = self.process_lhs(compiler, connection)
        ids, ids_params = self.process_rhs(compiler, connection)
        return f"{column} = ANY({ids}::uuid[])", [*column_params, *ids_params]


def filled(params: Sequence[Any], given: Mapping[str, Any]) -> list[Any]:
    """Return parameters with a value in the place of each `Given`."""
    return [given[each.name] if isinstance(each, Given) else each for each in params]


class Statement:
    """SQL and its parameters, some of which are given when it runs."""

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        self.sql, self.params = sql, params

    def filled(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return what to send to PostgreSQL for these values."""
        return self.sql, filled(self.params, given)


class LookUp(Statement):
    """A statement that finds rows by their keys: the session keeps its plan, where it may."""

    deciding: frozenset[str] = frozenset()
    """Names of given values on which the plan depends: there is one for each of them."""

    def filled(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return what to send to PostgreSQL for these values."""
        statement = _numbered(self, tuple(given[name] for name in self.deciding))
        name = connections[DEFAULT_DB_ALIAS].plan(statement)  # type: ignore[attr-defined]
        if name is None:
            return super().filled(given)
        names = [each.name for each in self.params if isinstance(each, Given) and each.name not in self.deciding]
        places = f" ({', '.join(['%s'] * len(names))})" if names else ""
        return f"EXECUTE {name}{places}", [given[each] for each in names]


class PageOf(LookUp):
    """A statement for some rows of a workspace. How to find them depends on how many it has."""

    deciding = frozenset({"workspace"})


@lru_cache(maxsize=MOST_PLANS)
def _numbered(statement: LookUp, values: tuple[Any, ...]) -> str:
    """Return SQL with the values that decide, and with `$1`, `$2` … in the places of the others that are given."""
    given, numbers = dict(zip(statement.deciding, values, strict=True)), count(1)
    params = [
        given.get(each.name) or AsIs(f"${next(numbers)}") if isinstance(each, Given) else each
        for each in statement.params
    ]
    with connection.cursor() as cursor:
        sql: bytes = cursor.mogrify(statement.sql, params)
    return sql.decode()


class Prepared:
    """A queryset that is compiled when it is first asked for, and then runs as often as it is called."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], kind: type[Statement], *first: Statement) -> None:
        self._build, self._kind, self._first = build, kind, first
        update_wrapper(self, build)

    def __call__(self, **given: Any) -> list[Any]:
        """Run the query with these values and return its rows."""
        queryset, compiler, statements = self._compiled
        wrapper = connections[DEFAULT_DB_ALIAS]  # not the proxy, which looks it up each time it is used
        if self._instance is not None:
            with wrapper.cursor() as cursor:
                cursor.execute(*_together(statements, given))
                return [self._instance(row) for row in cursor.fetchall()]
        ready: Any = copy(compiler)
        ready.connection = wrapper
        ready.as_sql = lambda *args, **kwargs: _together(statements, given)
        rows: Any = queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: ready
        return list(rows)

    @cached_property
    def _instance(self) -> Callable[[tuple[Any, ...]], Model] | None:
        """What makes a model instance of a row, where each column is one of a model and comes as it is.

        Django finds out each time anew where the columns of each model are, which takes as long as the query.
        """
        queryset: Any
        queryset, compiler, _ = self._compiled
        info: Any = compiler.klass_info
        plain = queryset._iterable_class is ModelIterable and not queryset._prefetch_related_lookups
        if not plain or compiler.annotation_col_map or compiler.get_converters([]):
            return None
        model, columns = info["model"], info["select_fields"]
        names = [compiler.select[each][0].target.attname for each in columns]
        start, end = columns[0], columns[-1] + 1
        populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

        def instance(row: tuple[Any, ...]) -> Model:
            made: Model = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for each in populators:
                each.populate(row, made)
            return made

        return instance

    @cached_property
    def _compiled(self) -> tuple[QuerySet[Any, Any], SQLCompiler, list[Statement]]:
        queryset: Any = self._build(**{name: Given(name) for name in inspect.signature(self._build).parameters})
        queryset.query.chain = lambda: copy(queryset.query)  # it stays as it is: no need to copy all that it is made of
        compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        statements = [*self._first, self._kind(*compiler.as_sql())]
        converters = compiler.get_converters([each[0] for each in compiler.select])
        compiler.get_converters = lambda expressions: converters
        return queryset, compiler, statements


def _together(statements: Sequence[Statement], given: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Return statements as one message to PostgreSQL, which answers the last of them."""
    ready = [each.filled(given) for each in statements]
    return "; ".join(sql for sql, _ in ready), [value for _, values in ready for value in values]


def insert(row: Model, *, returning: str = "id") -> None:
    """Write a new row as `save(force_insert=True)` does, with an INSERT that is compiled once for its model.

    For models whose every column has a value in Python. `returning`: SQL that is evaluated along with it.
    """
    columns: Any = row._meta.concrete_fields
    values = [column.get_db_prep_save(column.pre_save(row, True), connection) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row), returning), values)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insertion(model: type[Model], returning: str) -> str:
    quote, columns = connection.ops.quote_name, model._meta.concrete_fields
    names, places = ", ".join(quote(str(each.column)) for each in columns), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places}) RETURNING {returning}"  # noqa: S608 - our own names


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """Make a function that returns a queryset into one that runs it. Call it by keywords; it returns a list."""
    return Prepared(build, Statement)


def planned(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """Return the same for rows that hang on certain ids, or on a `workspace` that is given.

    The session keeps the plan as well, in the second case one for each workspace.
    """
    return Prepared(build, PageOf if "workspace" in inspect.signature(build).parameters else LookUp)


def planned_after(first: str, *names: str) -> Callable[[Callable[..., QuerySet[Any, Any]]], Prepared]:
    """Return the same decorator for what a statement goes ahead of, both in one message to PostgreSQL.

    `names` are what the caller gives for the `%s` of the statement, in their order.
    """
    return lambda build: Prepared(build, LookUp, LookUp(first, [*map(Given, names)]))
