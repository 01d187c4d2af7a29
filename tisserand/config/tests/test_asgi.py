import os
import subprocess
import sys


def test_any_server_can_load_it_and_is_left_without_a_word(tmp_path):
    """All that the first page would load is there, out of the collector's rounds until the process ends."""
    asked = "import gc, tisserand.config.asgi as it; print(callable(it.application), gc.get_freeze_count())"
    env = {**os.environ, "TISSERAND_DATA": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True)
    loaded, frozen = done.stdout.split()
    assert (done.returncode, loaded, int(frozen) > 100_000, done.stderr) == (0, "True", True, "")
