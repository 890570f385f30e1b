"""The verbs of `python -m bot`. Each imports what it needs when it runs, so that help appears at once."""
from __future__ import annotations

import argparse
import os
import sys
from typing import Callable, Optional, Sequence

from bot.settings import Settings


def main(arguments: Optional[Sequence[str]] = None) -> None:
    """Run the verb that the command line names. Exits with 1 and a message when it fails, with 2 on a wrong command line."""
    _quiet()
    options = parser().parse_args(arguments)
    options.run(options, Settings.from_env())


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs, each with its help."""
    whole = argparse.ArgumentParser(prog="python -m bot", description="Plainspine: sourced answers about back pain from weak bones.")
    verbs = whole.add_subparsers(title="verbs", metavar="<verb>", required=True)

    def verb(name: str, run: Callable[[argparse.Namespace, Settings], None], help: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    serving = verb("serve", _serve, "Serve the page, the widget and the REST channel; train first if needed.")
    serving.add_argument("--endpoints", metavar="FILE", help="Rasa endpoints file with other stores or an action server")
    chatting = verb("chat", _chat, "Chat in the terminal, or answer the lines of standard input.")
    chatting.add_argument("--sender", default="terminal", help="name of the conversation (default: terminal)")
    training = verb("train", _train, "Train the model unless it is trained for the present data.")
    training.add_argument("--force", action="store_true", help="train even so")
    asking = verb("ask", _ask, "Show what the screen, the model and the dialogue make of one message.")
    asking.add_argument("text", help="the message")
    verb("encoder", _encoder, "Build the sentence encoder's graph from its weights, once.")
    content = verb("content", _content, "Work on the content library.")
    content.add_argument("task", choices=["check"], help="check: list every fault and exit with 1 if there is one")
    evaluating = verb("eval", _eval, "Measure understanding and safety on the held-out sets.")
    evaluating.add_argument("--stock", action="store_true", help="measure the stock Rasa pipeline on the same data too")
    benching = verb("bench", _bench, "Measure speed, memory and size, ours beside the stock Rasa pipeline, in one run.")
    benching.add_argument("--rounds", type=int, default=200, metavar="N", help="turns timed for each (default: 200)")
    benching.add_argument("--quick", action="store_true", help="leave stock Rasa's training untimed: it takes an hour")
    return whole


def _serve(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.rasa import server, train

    server.serve(settings, train.train(settings), options.endpoints)


def _chat(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    print("Starting ...", file=sys.stderr, flush=True)
    from bot.rasa import chat

    chat.run(settings, options.sender)


def _train(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.rasa import train

    print(train.train(settings, options.force))


def _ask(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.rasa import ask

    ask.run(settings, options.text)


def _encoder(options: argparse.Namespace, settings: Settings) -> None:
    from bot.understanding import encoder

    try:
        print(encoder.build(settings))
    except encoder.encoder_graph.EncoderFilesWrong as error:
        sys.exit(str(error))


def _content(options: argparse.Namespace, settings: Settings) -> None:
    from bot.content.check import check

    findings = check(settings.content)
    for finding in findings:
        print(finding)
    faults = sum(finding.level == "fault" for finding in findings)
    print(f"{faults} faults, {len(findings) - faults} warnings")
    sys.exit(1 if faults else 0)


def _eval(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.evaluation import run

    run.main(settings, options.stock)


def _bench(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.bench import run

    run.main(settings, options.rounds, options.quick)


def _load_content() -> None:
    """A wrong content file stops the start here, before anything slow, with its message alone."""
    from bot import resources
    from bot.content.faults import ContentError

    try:
        resources.library()
    except ContentError as error:
        sys.exit(f"The content cannot be used:\n{error}")


def _quiet() -> None:
    """Rasa reports usage over the network unless told otherwise, and its libraries' warnings are for its own engineers."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # at which Rasa draws no progress bar for each of its internal steps
    import logging

    # Not a warnings filter: some libraries reset those while they load.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
