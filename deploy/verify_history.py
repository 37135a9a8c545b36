#!/usr/bin/env python3
"""Check the history in an archive with nothing but Python: `python3 verify_history.py DIR [HASH]`.

DIR is what `manage.py export_archive` wrote. HASH is one that `manage.py verify_history` printed earlier. Names the first
audit row or version that was altered, with its file and line, and exits with 1. docs/archive-format.md describes the form.
"""

import hashlib
import json
import sys
from pathlib import Path

ENTRY = {"actor_id": "actor", "approver_id": "approver"} | {
    name: name
    for name in "verb subject_type subject_id subject_title at revision instant before after reason public versions".split()
}
VERSION = {"based_on_id": "based_on", "author_id": "author"} | {
    name: name for name in "number sha256 created_at note".split()
}


def digest(value):
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rows(path):
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if row.pop("#") != digest(row)[:16]:
                sys.exit(f"{path.name}, line {number}: the line was altered")
            yield f"{path.name}, line {number}", row


def main(directory, known=""):
    heads, public, noted, seen = {}, "", {}, not known
    for where, row in rows(directory / "publishing.auditentry.jsonl"):
        subject = row["subject_type"], row["subject_id"]
        link = {"previous": heads.get(subject, ""), "previous_public": public if row["public"] else ""}
        if digest({name: row[field] for name, field in ENTRY.items()} | link) != row["sha256"]:
            sys.exit(f"{where}: audit row {row['id']} was altered, or a row before it was altered, added, or removed")
        heads[subject], public = row["sha256"], row["sha256"] if row["public"] else public
        noted |= {(*subject, number): value for number, value in row["versions"].items()}
        seen = seen or row["sha256"] == known
    for path in sorted(directory.glob("*revision.jsonl")):
        kind = path.name.removesuffix("revision.jsonl")
        for where, row in rows(path):
            name = f"{where}: version {row['number']} of {kind} {row['subject']}"
            if digest(row["content"]) != row["sha256"]:
                sys.exit(f"{name} was altered: its content isn't what was saved")
            value = noted.pop((kind, row["subject"], str(row["number"])), "")
            if value and digest({key: row[field] for key, field in VERSION.items()}) != value:
                sys.exit(f"{name} was altered: its author, time, note, or hash isn't what the audit log says")
    print(f"{len(heads):,} histories are as they were written" if seen else f"No audit row has the hash {known}")
    return 0 if seen else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]) if sys.argv[1:] else __doc__)
