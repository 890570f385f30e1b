"""Runs a model's graph step by step. Rasa plans each run anew with Dask, which costs more than most of the steps."""
from __future__ import annotations

from functools import lru_cache
from typing import Any, Optional

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StepRunner(GraphRunner):
    """A graph runner whose order of steps is found once for each set of targets."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        """Take over the components that `loaded` holds."""
        self._schema = loaded._graph_schema
        self._nodes = loaded._instantiated_nodes
        self._steps = lru_cache(maxsize=None)(self._ordered)

    @classmethod
    def create(
        cls, graph_schema: GraphSchema, model_storage: ModelStorage, execution_context: ExecutionContext, hooks: Optional[list[GraphNodeHook]] = None
    ) -> StepRunner:
        """Load a graph (see the parent class)."""
        return cls(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    def run(self, inputs: Optional[dict[str, Any]] = None, targets: Optional[list[str]] = None) -> dict[str, Any]:
        """Return the output of each of `targets` (see the parent class). Raises GraphRunError when an input has a step's name."""
        given, wanted = inputs or {}, tuple(targets or self._schema.target_names)
        if not given.keys().isdisjoint(self._nodes):
            raise GraphRunError("An input of the graph has the name of one of its steps.")
        # A node takes pairs of name and output, and the bare name of what is not there.
        done = {name: (name, value) for name, value in given.items()}
        for name, needs in self._steps(wanted):
            done[name] = self._nodes[name](*[done.get(need, need) for need in needs])
        return {name: done[name][1] for name in wanted}

    def _ordered(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the steps that `targets` need, with what each needs, each after those that it needs."""
        steps: dict[str, tuple[str, ...]] = {}

        def add(name: str) -> None:
            if name in self._schema.nodes and name not in steps:
                needs = tuple(self._schema.nodes[name].needs.values())
                for need in needs:
                    add(need)
                steps[name] = needs

        for target in targets:
            add(target)
        return list(steps.items())
