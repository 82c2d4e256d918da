"""``make lab``: a server of one's own, a session, and bots for the seats that people do not take.

Secrets are drawn once and kept in ``laboratory/data/secrets.json``, readable by its owner alone.
The server listens to this machine only, unless ``--host`` names an address of it.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from laboratory import bots

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
WAIT = 120
"""Seconds that the server may take to come up."""


def kept_secrets(folder: Path = DATA) -> dict[str, str]:
    """Return the secrets of this laboratory, drawn when there are none yet."""
    file = folder / "secrets.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        drawn = {name: secrets.token_urlsafe(24) for name in ("secret", "password", "rest")}
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            json.dump(drawn, stream)
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def environment(kept: dict[str, str], folder: Path, programs: Path) -> dict[str, str]:
    """Return the environment of the server."""
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", "")]),
        "PYTHONPATH": str(folder.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OTREE_PRODUCTION": "1",
        "OTREE_AUTH_LEVEL": "STUDY",
        "OTREE_ADMIN_PASSWORD": kept["password"],
        "OTREE_REST_KEY": kept["rest"],
        "LAB_SECRET": kept["secret"],
    }


def server(
    kept: dict[str, str], host: str, port: int, folder: Path = HERE, python: str = sys.executable
) -> subprocess.Popen[bytes]:
    """Start oTree's server in a project's folder and wait until it answers.

    Raises:
        RuntimeError: It ended, or did not answer in time.
    """
    programs = Path(python).parent
    command = [str(programs / "otree"), "prodserver", f"{host}:{port}"]
    given = environment(kept, folder, programs)
    file = folder / "data" / "server.log"
    file.parent.mkdir(exist_ok=True)
    with file.open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=given, stdout=log, stderr=log, start_new_session=True
        )
    until = time.time() + WAIT
    while time.time() < until:
        if process.poll() is not None:
            break
        try:
            asked(kept, port, "otree_version")
            return process
        except OSError:
            time.sleep(0.3)
    stop(process)
    raise RuntimeError(f"the server did not come up; see {file}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and the process of its clock."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def asked(kept: dict[str, str], port: int, what: str, **data: Any) -> Any:
    """Ask oTree's interface for programs."""
    body = json.dumps(data).encode() if data else None
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{what}",
        data=body,
        headers={"otree-rest-key": kept["rest"], "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


def exported(kept: dict[str, str], port: int, code: str) -> str:
    """Return the tidy export of a session."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/export_app_custom?app=market&session_code={code}",
        headers={"otree-rest-key": kept["rest"]},
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        return str(answer.read().decode())


def new_session(
    kept: dict[str, str], port: int, config: str, participants: int, changes: dict[str, Any]
) -> Any:
    """Create a session and return its code and links."""
    return asked(
        kept,
        port,
        "sessions",
        session_config_name=config,
        num_participants=participants,
        modified_session_config_fields=changes,
    )


def changes_of(pairs: list[str]) -> dict[str, Any]:
    """Read ``name=value`` pairs: numbers and true, false as such, anything else as text."""
    read: dict[str, Any] = {}
    for pair in pairs:
        name, _, text = pair.partition("=")
        try:
            read[name] = json.loads(text)
        except ValueError:
            read[name] = text
    return read


def _why(error: urllib.error.HTTPError) -> str:
    """Return oTree's reason; of a page that shows an error, only where it is recorded."""
    told = error.read().decode(errors="replace").strip()
    if told and not told.startswith("<"):
        return told[:400]
    return f"{error}; see {DATA / 'server.log'}"


def main(arguments: list[str] | None = None) -> int:
    """Run the laboratory until it is interrupted."""
    asks = argparse.ArgumentParser(prog="python -m laboratory.start", description=__doc__)
    asks.add_argument("--host", default="127.0.0.1", help="address to listen to")
    asks.add_argument("--port", type=int, default=8000)
    asks.add_argument("--config", default="two_stage", help="see laboratory/settings.py")
    asks.add_argument(
        "--participants",
        type=int,
        default=8,
        help="people and bots together; 0 for the sessions that there are",
    )
    asks.add_argument("--bots", type=int, default=8)
    asks.add_argument("--strategies", default="equilibrium,random,learning")
    asks.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    asks.add_argument("--export", type=Path, help="write the data here when the bots have finished")
    asks.add_argument("--once", action="store_true", help="end when the bots have finished")
    given = asks.parse_args(arguments)
    kept = kept_secrets()
    process = server(kept, given.host, given.port)
    here = f"http://{given.host}:{given.port}"
    try:
        if given.participants:
            changes = changes_of(given.set)
            new_session(kept, given.port, given.config, given.participants, changes)
        sessions = asked(kept, given.port, "sessions")
        for made in sessions if not given.participants else sessions[-1:]:
            join = f"{here}/join/{made['session_wide_url'].rsplit('/', 1)[1]}"
            print(f"For participants: {join}")
            print(f"For you:          {here}/SessionMonitor/{made['code']}")
        print(f"Data:             {here}/ExportIndex  (admin, {kept['password']})", flush=True)
        if given.participants and given.bots:
            playing = bots.seated(join, given.bots, given.strategies.split(","))
            for bot in playing:
                bot.join()
            print(bots.summary(playing), flush=True)
        if given.export and sessions:
            told = exported(kept, given.port, sessions[-1]["code"])
            given.export.write_text(told, encoding="utf-8", newline="")
        while not given.once:
            time.sleep(3600)
    except urllib.error.HTTPError as error:
        print(f"oTree refused: {_why(error)}", file=sys.stderr)
        return 2
    except ValueError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    finally:
        stop(process)
    return 0


if __name__ == "__main__":
    sys.exit(main())
