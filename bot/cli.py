"""The verbs of `python -m bot`. Each imports what it needs when it runs, so that help appears at once."""
from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import Callable, Optional, Sequence

from bot import openblas
from bot.settings import PROJECT, Settings


def main(arguments: Optional[Sequence[str]] = None) -> None:
    """Run the verb that the command line names. Exits with 1 and a message when it fails, with 2 on a wrong command line."""
    _quiet()
    _fast()
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
    serving.add_argument("--credentials", metavar="FILE", help="file of more channels and their secrets, such as deploy/credentials.yml")
    erasing = verb("erase", _erase, "Erase what patients wrote, once it is older than PLAINSPINE_KEEP_DAYS. Servers do so every hour.")
    erasing.add_argument("--endpoints", metavar="FILE", help="the Rasa endpoints file that the servers use")
    which = erasing.add_mutually_exclusive_group()
    which.add_argument("--older-than", type=int, metavar="DAYS", help="what is older than this instead (0: everything)")
    which.add_argument("--conversation", metavar="ID", help="this conversation instead, however old it is")
    chatting = verb("chat", _chat, "Chat in the terminal, or answer the lines of standard input.")
    chatting.add_argument("--sender", default="terminal", help="name of the conversation (default: terminal)")
    training = verb("train", _train, "Train the model unless it is trained for the present data.")
    training.add_argument("--force", action="store_true", help="train even so")
    asking = verb("ask", _ask, "Show what the screen, the model and the dialogue make of one message.")
    asking.add_argument("text", help="the message")
    reporting = verb("report", _report, "Tell what was asked, declined and escalated, from the counters of running servers.")
    reporting.add_argument("servers", nargs="*", metavar="ADDRESS", help="such as http://127.0.0.1:5005 (default: PORT here)")
    verb("encoder", _encoder, "Build the sentence encoder's graph from its weights, once.")
    adapting = verb("adapt", _adapt, "Teach the encoder and the safety screen from the corpora. Needs PyTorch; done once, by a developer.")
    adapting.add_argument("--refine", action="store_true", help="go on from the present files: enough when the corpora have grown by a part")
    adapting.add_argument("--average", nargs="+", type=Path, metavar="FOLDER", help="average what adaptations left in these folders")
    adapting.add_argument("--head", action="store_true", help="only fit the screen's head to its corpus: a minute, without PyTorch")
    content = verb("content", _content_check, "Work on the content library: check, book, sign.")
    tasks = content.add_subparsers(title="tasks", metavar="<task>", help="what to do", required=True)
    checking = tasks.add_parser("check", help="list every fault and exit with 1 if there is one")
    checking.set_defaults(run=_content_check)
    writing = tasks.add_parser("book", help="write one page with every text as patients read it, for a clinician to read")
    writing.add_argument("--out", type=Path, default=Path("reports/book.html"), help="the file (default: reports/book.html)")
    writing.set_defaults(run=_content_book)
    signing = tasks.add_parser("sign", help="record that a named clinician has read and approves texts as they are now")
    signing.add_argument("ids", nargs="+", metavar="ID", help="a topic (sacroplasty.what), a subject (sacroplasty) or a flag (stroke)")
    signing.add_argument("--by", required=True, help="the reviewer's name, as patients will see it")
    signing.add_argument("--credential", required=True, help="such as MD")
    signing.add_argument("--on", type=date.fromisoformat, default=date.today(), help="the day, as 2026-01-31 (default: today)")
    signing.set_defaults(run=_content_sign)
    embedding = verb("embed", _embed, "Print the lines that put the chat on a clinic's page.")
    embedding.add_argument("server", help="where the assistant is reached, such as https://chat.clinic.example")
    reading = verb("problems", _problems, "List the problems that people reported from the chat, newest first.")
    reading.add_argument("--erase", action="store_true", help="erase them after they are listed")
    evaluating = verb("eval", _eval, "Measure understanding and safety on the held-out sets.")
    evaluating.add_argument("--stock", action="store_true", help="compare with stock Rasa, both taught a tenth of the phrases")
    evaluating.add_argument("--whole", action="store_true", help="with both taught all phrases: takes most of a day")
    benching = verb("bench", _bench, "Measure speed, memory, size, growth and two servers, beside the stock Rasa pipeline, in one run.")
    how = benching.add_mutually_exclusive_group()
    how.add_argument("--cached", action="store_true", help="use the stock model of an earlier run, go less far with growth")
    how.add_argument("--whole", action="store_true", help="train stock Rasa for all 100 epochs, not 3: 12 to 24 hours")
    growing = verb("growth", _growth, "Measure what a turn costs as conversations, stored conversations, content and clients grow.")
    growing.add_argument("--quick", action="store_true", help="go less far: a few minutes in place of a quarter of an hour")
    soaking = verb("soak", _soak, "Hold very many turns with a server and draw its memory.")
    soaking.add_argument("--turns", type=int, default=20_000, metavar="N", help="how many (default: 20000)")
    loading = verb("load", _load, "Measure what two servers with PostgreSQL and Redis carry beside one, and that no turn is lost.")
    loading.add_argument("--turns", type=int, default=20_000, metavar="N", help="turns through both servers (default: 20000)")
    loading.add_argument("--clients", type=int, default=16, metavar="N", help="conversations at once (default: 16)")
    many = verb("topology", _topology, "Run PostgreSQL, Redis and several servers on this machine until stopped, to try it out.")
    many.add_argument("--workers", type=int, default=2, metavar="N", help="servers (default: 2)")
    return whole


def _serve(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.rasa import server, train
    from bot.rasa.channels.credentials import CredentialsError

    try:
        server.serve(settings, train.train(settings), options.endpoints, options.credentials)
    except CredentialsError as error:
        sys.exit(f"The channels cannot be turned on: {error}")


def _erase(options: argparse.Namespace, settings: Settings) -> None:
    from bot.rasa import retention

    days = settings.keep_days if options.older_than is None else options.older_than
    print(f"{retention.erase(settings, options.endpoints, options.conversation, days)} events erased")


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


def _report(options: argparse.Namespace, settings: Settings) -> None:
    from bot.report import CannotReport, report

    try:
        print(report(options.servers or [f"http://127.0.0.1:{settings.port}"], settings.operator_token))
    except CannotReport as error:
        sys.exit(str(error))


def _encoder(options: argparse.Namespace, settings: Settings) -> None:
    from bot.understanding import encoder

    try:
        print(encoder.build(settings))
    except encoder.encoder_graph.EncoderFilesWrong as error:
        sys.exit(str(error))


def _adapt(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    if options.average:
        from bot.adapt import average

        return average.main(options.average)
    if options.head:
        from bot.adapt import head

        return head.main(settings)
    try:
        from bot.adapt import run
    except ImportError as error:
        sys.exit(f"{error.name} is not installed here. docs/how-to/adapt.md says how to make an environment with PyTorch.")
    run.main(settings, options.refine)


def _content_check(options: argparse.Namespace, settings: Settings) -> None:
    from bot.content.check import check
    from bot.content.reach import unreached

    findings = sorted([*check(settings.content), *unreached(settings.content, PROJECT / "data" / "nlu")])
    for finding in findings:
        print(finding)
    faults = sum(finding.level == "fault" for finding in findings)
    print(f"{faults} faults, {len(findings) - faults} warnings")
    sys.exit(1 if faults else 0)


def _content_book(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.content import book

    count = book.write(settings.content, options.out)
    print(f"{options.out}: {count} texts. Open it in a browser; print it to get a PDF.")


def _content_sign(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.content.sign import sign

    try:
        signed = sign(settings.content, options.ids, options.by, options.credential, options.on)
    except ValueError as error:
        sys.exit(str(error))
    print(f"Signed by {options.by}, {options.credential}, on {options.on}: {', '.join(signed)}")


def _embed(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot import embed, resources

    try:
        lines = embed.lines(embed.origin(options.server), resources.library().clinic, embed.script())
    except ValueError as error:
        sys.exit(str(error))
    print(f"The script, checked by the browser; renew these lines after each upgrade:\n\n{lines['script']}\n")
    print(f"The script, always the newest:\n\n{lines['newest']}\n")
    print(f"A frame, for sites that cannot run scripts:\n\n{lines['frame']}")


def _problems(options: argparse.Namespace, settings: Settings) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.problems import Problems

    try:
        problems = Problems(settings)
        for found in problems.all():
            print(f"{found.at:%Y-%m-%d %H:%M} UTC  {found.reason}  {found.topic or '(no topic)'}  {found.words or '(no words)'}")
        if options.erase:
            print(f"{problems.erase()} erased")
    except SQLAlchemyError as error:
        sys.exit(f"The database cannot be read ({type(error).__name__}). PLAINSPINE_DATABASE says where it is.")


def _eval(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.evaluation import comparison, run

    run.main(settings, comparison.WHOLE if options.whole else comparison.SAMPLE if options.stock else None)


def _bench(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.bench import run

    run.main(settings, options.cached, options.whole)


def _growth(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.bench import run
    from bot.rasa import train

    run.grow(settings, train.train(settings), options.quick)


def _soak(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.bench import soak
    from bot.rasa import train

    soak.main(settings, train.train(settings), options.turns)


def _load(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.bench import load

    load.main(options.turns, options.clients)


def _topology(options: argparse.Namespace, settings: Settings) -> None:
    _load_content()
    from bot.bench import topology

    topology.main(options.workers)


def _load_content() -> None:
    """A wrong content file stops the start here, before anything slow, with its message alone."""
    from bot import resources
    from bot.content.faults import ContentError

    try:
        resources.library()
    except ContentError as error:
        sys.exit(f"The content cannot be used:\n{error}")


def _fast() -> None:
    """NumPy's OpenBLAS may not know this processor (bot/openblas.py)."""
    kind = openblas.core_type()
    if kind:
        os.environ.setdefault("OPENBLAS_CORETYPE", kind)  # read when NumPy is imported


def _quiet() -> None:
    """Rasa reports usage over the network unless told otherwise, and its libraries' warnings are for its own engineers."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # at which Rasa draws no progress bar for each of its internal steps
    import logging

    # Not a warnings filter: some libraries reset those while they load.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
