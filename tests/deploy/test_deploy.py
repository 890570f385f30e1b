"""The files of deploy/ agree with the code and with each other. No container is started here: there is no engine."""
from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Iterator, Optional

import pytest
import requests
import yaml

from bot.bench.child import Served
from bot.bench.topology import nginx
from bot.settings import PROJECT, Settings

DEPLOY = PROJECT / "deploy"
TEXTS = {path.relative_to(DEPLOY).as_posix(): path.read_text("utf-8") for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.name != ".env"}
COMPOSE = yaml.safe_load(TEXTS["compose.yml"])
SERVICES = COMPOSE["services"]
KUBERNETES = {each["kind"]: each for each in yaml.safe_load_all(TEXTS["kubernetes/assistant.yml"])}
POD = KUBERNETES["Deployment"]["spec"]["template"]["spec"]
CONTAINER = POD["containers"][0]
SETTINGS = {"PORT" if name == "port" else f"PLAINSPINE_{name.upper()}" for name in Settings().__dict__}


def in_files(*names: str) -> set[str]:
    """Return the variables that Rasa's files take from the environment, comments left out."""
    lines = [line for name in names for line in TEXTS[name].splitlines() if not line.lstrip().startswith("#")]
    return set(re.findall(r"\$\{(\w+)\}", "\n".join(lines)))


ENDPOINTS = in_files("endpoints.yml")


def environment(kind: str) -> dict[str, Any]:
    if kind == "compose":
        return SERVICES["assistant"]["environment"]
    return {each["name"]: each.get("value") for each in CONTAINER["env"]}


@pytest.mark.parametrize("kind", ["compose", "kubernetes"])
class TestServers:
    def test_every_variable_is_one_that_is_read(self, kind: str) -> None:
        assert environment(kind).keys() - SETTINGS - ENDPOINTS == set()

    def test_every_variable_that_the_endpoints_file_needs_is_set(self, kind: str) -> None:
        assert ENDPOINTS and ENDPOINTS <= environment(kind).keys()

    def test_what_all_servers_must_share_is_set(self, kind: str) -> None:
        assert {"PLAINSPINE_DATABASE", "PLAINSPINE_CONVERSATION_KEY", "PLAINSPINE_PROXIES"} <= environment(kind).keys()

    def test_the_values_are_ones_that_the_settings_take(self, kind: str) -> None:
        plain = {name: str(value) for name, value in environment(kind).items() if name in SETTINGS and value and "${" not in str(value)}
        settings = Settings.from_env(plain)
        assert settings.host == "0.0.0.0" and settings.port == 5005 and settings.proxies

    def test_no_secret_stands_in_the_file(self, kind: str) -> None:
        secret = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|DATABASE")
        values = [value for name, value in environment(kind).items() if secret.search(name) and value]
        assert all("${" in value for value in values) and (kind == "kubernetes") == (values == [])

    def test_a_stop_waits_for_the_longest_turn(self, kind: str) -> None:
        seconds = SERVICES["assistant"]["stop_grace_period"].rstrip("s") if kind == "compose" else POD["terminationGracePeriodSeconds"]
        assert int(seconds) > 2 * Settings().turn_seconds + 1

    def test_more_than_one_serves(self, kind: str) -> None:
        count = SERVICES["assistant"]["deploy"]["replicas"] if kind == "compose" else KUBERNETES["Deployment"]["spec"]["replicas"]
        assert count >= 2


class TestCompose:
    def test_every_secret_is_in_the_sample_of_its_environment(self) -> None:
        asked = set(re.findall(r"\$\{(\w+)[:}]", TEXTS["compose.yml"]))
        offered = set(re.findall(r"^(\w+)=", TEXTS["env.sample"], re.MULTILINE))
        assert asked == offered and re.search(r"^\w+=\S", TEXTS["env.sample"], re.MULTILINE) is None

    def test_services_and_files_that_are_named_are_there(self) -> None:
        named = {name for service in SERVICES.values() for name in service.get("depends_on", {})}
        assert named <= SERVICES.keys()
        assert SERVICES["assistant"]["environment"]["REDIS_HOST"] in SERVICES and "@postgres/" in SERVICES["assistant"]["environment"]["PLAINSPINE_DATABASE"]
        files = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
        assert all((DEPLOY / name).is_file() for name in files if name.startswith("."))
        assert (DEPLOY / SERVICES["assistant"]["build"]["context"] / SERVICES["assistant"]["build"]["dockerfile"]).is_file()

    def test_the_database_s_name_and_user_are_those_in_its_address(self) -> None:
        made = SERVICES["postgres"]["environment"]
        address = SERVICES["assistant"]["environment"]["PLAINSPINE_DATABASE"]
        assert address.startswith(f"postgresql://{made['POSTGRES_USER']}:") and address.endswith(f"/{made['POSTGRES_DB']}")

    def test_only_nginx_is_reached_from_outside_and_only_from_this_machine(self) -> None:
        published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
        assert published == {"nginx": ["127.0.0.1:8080:8080"]} and "listen 8080;" in TEXTS["nginx.conf"]

    def test_the_proxies_that_are_believed_are_those_of_its_network(self) -> None:
        assert SERVICES["assistant"]["environment"]["PLAINSPINE_PROXIES"] == COMPOSE["networks"]["inside"]["ipam"]["config"][0]["subnet"]


class TestKubernetes:
    def test_the_probes_are_addresses_of_the_server(self) -> None:
        paths = {name: CONTAINER[name]["httpGet"]["path"] for name in ("startupProbe", "readinessProbe", "livenessProbe")}
        assert paths == {"startupProbe": "/health/live", "readinessProbe": "/health/ready", "livenessProbe": "/health/live"}
        source = (PROJECT / "bot" / "rasa" / "pages.py").read_text("utf-8")
        assert all(f'"{path}"' in source for path in paths.values())

    def test_labels_and_ports_agree(self) -> None:
        labels = KUBERNETES["Deployment"]["spec"]["template"]["metadata"]["labels"]
        assert KUBERNETES["Deployment"]["spec"]["selector"]["matchLabels"] == labels
        assert KUBERNETES["Service"]["spec"]["selector"] == labels
        assert KUBERNETES["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
        assert [port["containerPort"] for port in CONTAINER["ports"]] == [int(environment("kubernetes")["PORT"])]
        assert KUBERNETES["Service"]["spec"]["ports"][0]["targetPort"] == CONTAINER["ports"][0]["name"]

    def test_secrets_are_those_that_the_guide_makes(self) -> None:
        keys = {each["valueFrom"]["secretKeyRef"]["key"] for each in CONTAINER["env"] if "valueFrom" in each}
        guide = (PROJECT / "docs" / "how-to" / "run-on-several-machines.md").read_text("utf-8")
        assert keys and keys == set(re.findall(r"--from-literal=([\w-]+)=", guide))

    def test_it_runs_without_rights_that_it_does_not_need(self) -> None:
        assert POD["securityContext"]["runAsNonRoot"] and not POD["automountServiceAccountToken"]
        assert CONTAINER["securityContext"]["readOnlyRootFilesystem"] and CONTAINER["securityContext"]["capabilities"]["drop"] == ["ALL"]
        assert f"--uid {POD['securityContext']['runAsUser']}" in TEXTS["Dockerfile"]


class TestImage:
    def test_it_serves_as_an_operator_would_on_the_port_of_the_settings(self) -> None:
        assert '"-m", "bot", "serve", "--endpoints", "deploy/endpoints.yml"' in TEXTS["Dockerfile"]
        assert f"EXPOSE {Settings().port}" in TEXTS["Dockerfile"]

    def test_a_server_without_a_model_counts_as_healthy(self) -> None:
        """Where what is unhealthy is restarted or, as by compose's nginx, waited for, warning signs would not be answered either."""
        (asked,) = re.findall(r"urlopen\('http://127\.0\.0\.1:(\d+)(/[\w/]+)'", TEXTS["Dockerfile"])
        assert asked == (str(Settings().port), "/health/live") and "healthcheck" not in SERVICES["assistant"]

    def test_its_python_is_the_project_s(self) -> None:
        version = (PROJECT / ".python-version").read_text("utf-8").strip()
        assert set(re.findall(r"^FROM python:([\d.]+)-", TEXTS["Dockerfile"], re.MULTILINE)) == {version}

    def test_nothing_that_is_private_or_made_here_goes_in(self) -> None:
        left_out = TEXTS["Dockerfile.dockerignore"].split()
        for name in (".git", ".venv", ".venv-stock", ".cache", "models", "plainspine.db", "plainspine.db-wal", "plainspine.key", "deploy/.env"):
            assert any(fnmatch(name, pattern) for pattern in left_out), name
        needed = ("content", "bot", "actions", "widget", "requirements", "scripts", "data", "config.yml", "deploy/endpoints.yml")
        assert [name for name in needed if any(fnmatch(name, pattern) for pattern in left_out)] == []


class Told(BaseHTTPRequestHandler):
    """Answers with how it was told that the request came."""

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        body = json.dumps(self.headers.get_all("X-Forwarded-Proto")).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of nginx before a server that answers with what nginx tells it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Told) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with nginx(tmp_path_factory.mktemp("nginx"), [Served(server.server_port, os.getpid(), 0.0)]) as port:
            yield f"http://127.0.0.1:{port}"
        server.shutdown()


class TestNginx:
    def test_its_limits_are_the_server_s(self) -> None:
        assert f"client_max_body_size {Settings().body_bytes // 1000}k;" in TEXTS["nginx.conf"]
        wait = re.search(r"proxy_read_timeout (\d+)s", TEXTS["nginx.conf"])
        assert wait and int(wait.group(1)) > 2 * Settings().turn_seconds

    def test_a_turn_goes_to_the_server_that_has_the_fewest(self) -> None:
        assert "upstream plainspine {\n    least_conn;" in TEXTS["nginx.conf"]

    def test_addresses_of_patients_are_not_logged(self) -> None:
        assert "access_log off;" in TEXTS["nginx.conf"] and "error_log stderr crit;" in TEXTS["nginx.conf"]

    def test_nothing_that_may_have_arrived_is_sent_again(self) -> None:
        assert "non_idempotent" not in TEXTS["nginx.conf"]

    @pytest.mark.parametrize("path", ["/", "/socket.io"])
    @pytest.mark.parametrize(
        ("told", "passed_on"),
        [("https", "https"), ("http", "http"), (None, "http"), ("", "http"), ("ftp", "http"), ("https, http", "http")],
    )
    def test_how_a_patient_came_is_passed_on(self, path: str, told: Optional[str], passed_on: str, front: str) -> None:
        headers = {"X-Forwarded-Proto": told} if told is not None else {}
        assert requests.get(f"{front}{path}", headers=headers, timeout=10).json() == [passed_on]

    def test_nginx_takes_it(self, tmp_path: Path) -> None:
        folders = " ".join(f"{each}_temp_path {tmp_path / each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        text = TEXTS["nginx.conf"].replace("server assistant:", "server 127.0.0.1:").replace("http {", f"http {{ {folders}")
        (tmp_path / "nginx.conf").write_text(f"pid {tmp_path / 'pid'};\n{text}", "utf-8")
        done = subprocess.run(["nginx", "-t", "-e", "stderr", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
