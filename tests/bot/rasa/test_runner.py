"""The graph runner gives what Rasa's own gives, and runs no step that was not asked for."""
import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.rasa.runner import StepRunner


class Adds(GraphComponent):
    """Adds up what it is given."""

    ran: list = []

    def __init__(self, plus):
        self._plus = plus

    @staticmethod
    def get_default_config():
        return {"plus": 0}

    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        return cls(config["plus"])

    def add(self, one=0, two=0):
        Adds.ran.append(self._plus)
        return one + two + self._plus


def _node(plus, **needs):
    return SchemaNode(needs=needs, uses=Adds, constructor_name="create", fn="add", config={"plus": plus})


# "last" stands before what it needs; "aside" is needed by nobody.
_SCHEMA = GraphSchema(
    {
        "last": _node(100, one="first", two="second"),
        "first": _node(1, one="given"),
        "second": _node(10, one="first"),
        "aside": _node(1000, one="given"),
    }
)


@pytest.fixture
def runners(tmp_path):
    Adds.ran = []
    made = _SCHEMA, LocalModelStorage.create(tmp_path), ExecutionContext(_SCHEMA)
    return DaskGraphRunner.create(*made), StepRunner.create(*made)


@pytest.mark.parametrize("targets", [["last"], ["first"], ["aside", "second"]])
def test_it_gives_what_rasas_own_runner_gives(runners, targets):
    own, ours = (runner.run({"given": 5}, targets) for runner in runners)
    assert ours == own


def test_only_the_steps_that_a_target_needs_run_and_each_once(runners):
    assert runners[1].run({"given": 5}, ["second"]) == {"second": 16}
    assert Adds.ran == [1, 10]


def test_runs_do_not_see_each_others_values(runners):
    assert [runners[1].run({"given": value}, ["first"])["first"] for value in (5, 7)] == [6, 8]


def test_an_input_with_the_name_of_a_step_is_refused(runners):
    with pytest.raises(GraphRunError):
        runners[1].run({"first": 5}, ["last"])
