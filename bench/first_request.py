"""What a cold start costs until the first authenticated request is answered.

`python -m bench.first_request` imports the app and lists tickets, in fresh processes, with the
tables in a process that is not counted; and imports nothing but PynamoDB's models, in as many, in
turns. Processor time of this machine, with bytecode; the ratio of the two hardly depends on it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from statistics import median

from bench.figures import keep
from bench.helpdesk.ours import CREDENTIALS, environment, tables
from bench.lives import PLACE
from local.issuer import Issuer

TIMES = 9
TARGET = 1.6  # times PynamoDB's models alone
MOST = 2.6  # what it may not go back behind
PYNAMODB, IMPORT, REQUEST = "import pynamodb.models", "import app", "first request"
MODELS = """
import time
begun = time.process_time()
import pynamodb.models
print((time.process_time() - begun) * 1000)
"""
FIRST = """
import json, os, time
event = json.loads(os.environ["EVENT"])
class Context:
    aws_request_id, function_name = "1", "api_handler"
begun = time.process_time()
import app
imported = time.process_time()
answer = app.app(event, Context)
answered = time.process_time()
assert answer["statusCode"] == 200, answer
print((imported - begun) * 1000, (answered - imported) * 1000)
"""


def event(token: str) -> str:
    """A list of tickets, as API Gateway asks a function for it."""
    path = "/v1/tickets"
    asked = {
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": path,
            "path": path,
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "headers": {"Authorization": f"Bearer {token}"},
        "multiValueHeaders": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }
    return json.dumps(asked)


def run(program: str, env: Mapping[str, str]) -> list[float]:
    """What a fresh process prints last: some milliseconds."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return [float(one) for one in done.stdout.splitlines()[-1].split()]


def measured() -> dict[str, float]:
    """Medians, in ms, and that of the ratios of one round each."""
    issuer = Issuer()
    with tables() as endpoint, tempfile.TemporaryDirectory() as bytecode:
        told = environment(endpoint, issuer)
        token = issuer.token(["office"], PLACE)
        kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        env = {**os.environ, **CREDENTIALS, **told, **kept, "EVENT": event(token)}
        for program in (MODELS, FIRST):  # whoever is first writes the bytecode
            run(program, env)
        rounds = [(*run(MODELS, env), *run(FIRST, env)) for _ in range(TIMES)]
    figures = zip((PYNAMODB, IMPORT, REQUEST), zip(*rounds, strict=True), strict=True)
    ratio = median((imported + first) / models for models, imported, first in rounds)
    return {**{name: round(median(ms), 1) for name, ms in figures}, "ratio": round(ratio, 2)}


def main() -> int:
    """Print, store, and judge."""
    figures = measured()
    for name, value in figures.items():
        print(f"  {name:<24}{value:>8.1f}{'' if name == 'ratio' else ' ms'}")
    keep("first_request", {**figures, "target": TARGET})
    if figures["ratio"] > MOST:
        print(f"{figures['ratio']} times PynamoDB's models; {MOST} at most", file=sys.stderr)
        return 1
    if figures["ratio"] > TARGET:
        print(f"  more than the {TARGET} times that are aimed at")
    return 0


if __name__ == "__main__":
    sys.exit(main())
