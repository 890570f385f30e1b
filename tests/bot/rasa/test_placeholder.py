"""Rasa without TensorFlow: imports work, and whoever would compute with TensorFlow is told what to do."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT

SMALL = {
    "config.yml": "recipe: default.v1\nassistant_id: small\nlanguage: en\npipeline:\n- name: WhitespaceTokenizer\n"
    "- name: CountVectorsFeaturizer\n- name: DIETClassifier\n  epochs: 1\npolicies:\n- name: RulePolicy\n",
    "domain.yml": 'version: "3.1"\nintents: [greet, goodbye]\nresponses:\n  utter_greet:\n  - text: Hello.\n',
    "data/nlu.yml": 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hello\n    - good day\n'
    "- intent: goodbye\n  examples: |\n    - bye\n    - see you\n",
    "data/rules.yml": 'version: "3.1"\nrules:\n- rule: greet\n  steps:\n  - intent: greet\n  - action: utter_greet\n',
}


def python(code: str) -> subprocess.CompletedProcess:
    """Run `code` in a Python of its own: what it imports must not stay in ours."""
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize(
    "use",
    [
        "tensorflow.constant(1)",
        "tensorflow.keras.layers.Dense(3)",
        "tensorflow.keras.Model()",
        "type('Own', (tensorflow.keras.layers.Layer,), {})()",
        "__import__('tensorflow_addons').optimizers.AdamW()",
        "__import__('tensorflow_hub').load('x')",
        "__import__('tensorflow_text').Tokenizer()",
        "__import__('keras').Model()",
    ],
)
def test_using_tensorflow_says_what_to_do_instead(use: str) -> None:
    done = python(f"import tensorflow, tensorflow.keras\n{use}")
    assert done.returncode == 1 and "tensorflow_placeholder.NeedsTensorFlow: " in done.stderr
    assert "needs TensorFlow, which Plainspine's default install leaves out" in done.stderr and "`make stock`" in done.stderr


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow.keras.layers",
        "from tensorflow.keras.layers import Dense\nclass Own(Dense): pass",
        "from tensorflow.python.keras.utils import tf_utils",
        "import tensorflow as tf\n@tf.function\ndef f(): return 7\nassert f() == 7",
        "import tensorflow as tf\n@tf.function(input_signature=[])\ndef f(): return 7\nassert f() == 7",
        "import keras, tensorflow_addons, tensorflow_hub, tensorflow_text",
        "import rasa.nlu.classifiers.diet_classifier, rasa.core.policies.ted_policy",
    ],
)
def test_naming_tensorflow_works(code: str) -> None:
    done = python(code)
    assert done.returncode == 0, done.stderr


def test_asking_whether_tensorflow_is_there_is_answered_as_for_any_module() -> None:
    done = python("import tensorflow\nprint(hasattr(tensorflow, '__wrapped__'), tensorflow.__name__)")
    assert done.stdout == "False tensorflow\n"


def test_a_pipeline_that_needs_tensorflow_fails_in_words(tmp_path: Path) -> None:
    for name, text in SMALL.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = rasa(tmp_path, "train")
    assert done.returncode != 0 and not list(tmp_path.glob("models/*.tar.gz"))
    assert "needs TensorFlow, which Plainspine's default install leaves out" in done.stderr + done.stdout


def test_rasa_finds_the_training_data_valid() -> None:
    done = rasa(PROJECT, "data", "validate", "--domain", "domain.yml", "--data", "data", "--config", "config.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def rasa(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-W", "ignore", "-m", "rasa", *arguments]
    environment = {"RASA_TELEMETRY_ENABLED": "false", "PATH": "", "HOME": str(folder), "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
