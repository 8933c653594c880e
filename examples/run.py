#!/usr/bin/env python3
"""Puts the suite to the proof: a call centre in Python and two brothers pass it, and each mistake is caught in each.

    python3 examples/run.py                      # everything, with the offhook of target/
    python3 examples/run.py --only event-lost    # one mistake

The brothers are as correct as the server, and do otherwise where the documents leave it open: a suite that condemns
one is wrong. For each mistake there must be a minimal script that fails by itself on the server with the mistake, and
passes on the good one. Exits with 0 if all of that holds, else with 1.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE / "ccc-server"))

from brothers import BROTHERS  # noqa: E402
from faults import FAULTS  # noqa: E402

SECRET = "testsecret"
PASSED, FAILED = 0, 4  # the exit codes of offhook
NO_FINDING = "passes: no finding in"
DOCUMENTED = ("--suite", "documented")
FULL = ("--suite", "full")  # has every case of `documented`
# Of these mistakes the documents speak elsewhere than in the pages that `documented` stands on.
ELSEWHERE = {
    "ready-from-offline": (*FULL, "--filter", "ccc.ready-for-service.*"),
    "released-twice": (*FULL, "--filter", "ccc.release-call.*"),
    "job-id-reused": (*FULL, "--filter", "ccc.interplay.*"),
}
TIMEOUT_S = 600


@contextmanager
def server(*arguments: str):
    """The server on a free port; yields its address."""
    command = [sys.executable, str(HERE / "ccc-server" / "ccc_server.py"), "--key", f"testid:{SECRET}", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline()
            if not line.startswith("listening on "):
                raise RuntimeError(f"{command} does not start")
            yield line.removeprefix("listening on ").strip()
        finally:
            process.terminate()


class Conform:
    def __init__(self, offhook: str):
        self.offhook = offhook

    def __call__(self, statement: str, *arguments: object) -> tuple[int, str]:
        """Exit code and output of `offhook conform`."""
        command = [self.offhook, "conform", "--statement", f"examples/{statement}/statement.yaml", *map(str, arguments)]
        env = os.environ | {"CCC_SERVER_SECRET": SECRET, "NO_COLOR": "1"}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=TIMEOUT_S)
        return done.returncode, done.stdout + done.stderr

    def over_http(self, address: str, *arguments: object) -> tuple[int, str]:
        return self("ccc-server", "--target", address, "--control", f"{address}/control", *arguments)


def expect(what: str, code: int, observed: tuple[int, str]) -> None:
    if observed[0] != code:
        tail = "\n".join(observed[1].splitlines()[-60:])
        raise AssertionError(f"{what}: exit code {observed[0]} instead of {code}\n{tail}")


def the_server_passes(conform: Conform, *arguments: str) -> str:
    with server(*arguments) as address:
        observed = conform.over_http(address, *FULL)
    expect("the suite on a correct server", PASSED, observed)
    if NO_FINDING not in observed[1]:
        raise AssertionError(f"the suite holds something against a correct server: {observed[1]}")
    return counts(observed)


def counts(observed: tuple[int, str]) -> str:
    return next(line for line in observed[1].splitlines() if line.startswith("scenarios"))


def the_shim_passes(conform: Conform) -> str:
    observed = conform("stdio-shim", *DOCUMENTED)
    expect("the suite on the shim", PASSED, observed)
    return counts(observed)


def a_fault_is_caught(conform: Conform, name: str, into: Path) -> str:
    scripts, suite = into / name, ELSEWHERE.get(name, DOCUMENTED)
    with server("--fault", name) as address:
        expect(f"the suite on {name}", FAILED, conform.over_http(address, *suite, "--minimal", scripts))
        minimal = sorted(scripts.glob("**/*.yaml"))
        if not minimal:
            raise AssertionError(f"{name}: no minimal script was written")
        for script in minimal:
            expect(f"{script} on {name}", FAILED, conform.over_http(address, script))
    with server() as address:
        for script in minimal:
            expect(f"{script} on the good server", PASSED, conform.over_http(address, script))
    shortest = min(it.read_text("utf-8").partition("\nsteps:")[2].count("\n- ") for it in minimal)
    return f"caught by {len(minimal)} cases; the shortest minimal script has {shortest} steps"


def a_fault_of_a_brother_is_caught(conform: Conform, name: str, brother: str) -> str:
    """The cases that catch it on the server catch it here."""
    with server("--brother", brother, "--fault", name) as address:
        observed = conform.over_http(address, *ELSEWHERE.get(name, DOCUMENTED))
    expect(f"the suite on {name} of the {brother} brother", FAILED, observed)
    return counts(observed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--offhook", default=str(ROOT / "target" / "debug" / "offhook"), help="the command to prove")
    parser.add_argument("--scripts", type=Path, help="where the minimal scripts are kept; else they are thrown away")
    parser.add_argument("--only", choices=sorted(FAULTS), action="append", help="only this mistake")
    parser.add_argument("--jobs", type=int, default=2, help="how many at the same time")
    options = parser.parse_args()
    conform = Conform(options.offhook)
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(options.jobs) as pool:
        into = (options.scripts or Path(scratch)).resolve()
        proofs = {} if options.only else {
            "the good server": pool.submit(the_server_passes, conform),
            **{f"the {it} brother": pool.submit(the_server_passes, conform, "--brother", it) for it in BROTHERS},
            "the shim": pool.submit(the_shim_passes, conform),
        }
        for name in options.only or FAULTS:
            proofs[name] = pool.submit(a_fault_is_caught, conform, name, into)
            for brother in BROTHERS:
                proof = pool.submit(a_fault_of_a_brother_is_caught, conform, name, brother)
                proofs[f"{name} of the {brother} brother"] = proof
        return report(proofs)


def report(proofs: dict) -> int:
    failed = 0
    for name, proof in proofs.items():
        try:
            print(f"ok    {name}: {proof.result()}", flush=True)
        except (AssertionError, RuntimeError, OSError, subprocess.SubprocessError) as error:
            failed += 1
            print(f"FAIL  {name}: {error}", flush=True)
    print(f"{len(proofs) - failed} of {len(proofs)} as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
