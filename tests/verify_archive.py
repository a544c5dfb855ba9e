#!/usr/bin/env python3
"""Checks an archive of a Counterfoil shop with nothing but docs/archive.md and the standard library.

Prints what was checked and the first broken link. Exit 0: everything holds. Exit 1: something does not, or the file is no archive.
"""

import argparse
import hashlib
import hmac
import json
import sys

CHANGE_KEY = ("commit_seq", "change_no")


def sha256(data):
    return hashlib.sha256(data).digest()


def i64(number, order="little"):
    return number.to_bytes(8, order, signed=True)


def part(value):
    if value is None:
        value = b""
    elif isinstance(value, str):
        value = value.encode()
    return len(value).to_bytes(8, "little") + value


def raw(text):
    return None if text is None else bytes.fromhex(text)


def cell_bytes(value):
    """Kind and bytes of a cell; a blob is an object with its hexadecimal text."""
    if isinstance(value, bool) or value is None:
        raise ValueError("a cell that is neither number, text nor bytes")
    if isinstance(value, int):
        return b"\x01", i64(value)
    if isinstance(value, str):
        return b"\x03", value.encode()
    return b"\x04", bytes.fromhex(value["hex"])


def row_hash(table, cells, salted):
    columns = salted.get(table, [])
    salt = next((cell_bytes(value)[1] for name, value in cells if name == "salt"), None) if columns else None
    data = part(table)
    for name, value in cells:
        kind, content = cell_bytes(value)
        if columns and name == "salt":
            continue
        if salt is not None and name in columns:
            kind, content = b"\x05", sha256(salt + kind + content)
        data += part(name) + kind + part(content)
    return sha256(data)


def commit_hash(commit):
    data = b"counterfoil commit 1" + b"".join(i64(commit[name]) for name in ("seq", "device_seq", "hlc", "at_ms"))
    for name in ("device_id", "actor_id", "register_id"):
        data += part(raw(commit[name]))
    return sha256(data + part(commit["operation"]) + part(raw(commit["content_hash"])) + part(raw(commit["previous_hash"])))


def change_hash(content):
    data = raw(content["salt"])
    for value in (content["before"], content["after"]):
        data += b"\x00" if value is None else b"\x01" + part(value)
    return sha256(data)


def document_hash(row):
    data = b"counterfoil document"
    for name in ("chain_version", "number", "net_minor", "tax_minor", "total_minor", "issued_at_ms"):
        data += i64(row[name])
    for name in ("id", "kind", "series", "order_id", "original_document_id", "currency", "business_date", "register_id",
                 "device_id", "actor_id", "previous_hash", "content_hash"):
        data += part(row.get(name))
    return sha256(data)


class Archive:
    def __init__(self):
        self.findings = []
        self.salted = {}
        self.commits, self.rows, self.imported = [], [], 0
        self.changes, self.documents, self.redactions = {}, [], []
        self.change_contents, self.document_contents = {}, {}
        self.anchor = None

    def found(self, seq, message):
        self.findings.append((seq, message))

    def read(self, lines):
        count, is_ended = 0, False
        for count, text in enumerate(lines, 1):
            try:
                line = json.loads(text)
                if count == 1 and (line["type"] != "archive" or line["format"] != 1):
                    raise ValueError("this is no archive of a format that is known here")
                if is_ended:
                    raise ValueError("there is something after the end")
                is_ended = line["type"] == "end"
                if is_ended and line["lines"] != count - 1:
                    raise ValueError(f"there should be {line['lines']} lines before it")
                self.take(line)
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
                self.found(0, f"line {count} cannot be right: {error!r}")
        if not is_ended:
            self.found(0, "the archive was cut off: it has no end")

    def take(self, line):
        kind = line["type"]
        if kind == "archive":
            self.salted = {table: list(columns) for table, columns in line["salted"].items()}
        elif kind == "commit":
            self.commits.append((line["seq"], commit_hash(line), {**line, "hash": raw(line["hash"])}))
        elif kind == "row":
            self.take_row(line["table"], line["commit_seq"], line["cells"])
        elif kind == "change_content":
            key = tuple(line[name] for name in CHANGE_KEY)
            if key in self.change_contents:
                raise ValueError("the values of a change stand here twice")
            self.change_contents[key] = change_hash(line)
        elif kind == "document_content":
            key = raw(line["document_id"])
            if key in self.document_contents:
                raise ValueError("a document's content stands here twice")
            self.document_contents[key] = sha256(raw(line["salt"]) + line["content"].encode())
        elif kind == "anchor":
            self.anchor = (line["seq"], raw(line["hash"]), raw(line["mac"]))

    def take_row(self, table, seq, cells):
        own = {name: raw(value["hex"]) if isinstance(value, dict) else value for name, value in cells}
        hashed = row_hash(table, cells, self.salted)
        if "import_id" in own:
            self.imported += 1
            return
        self.rows.append((seq, table, hashed))
        if table == "changes":
            self.changes[(seq, own["change_no"])] = own["content_hash"]
        elif table == "documents":
            self.documents.append((own["series"], own["number"], seq, document_hash(own), own))
        elif table == "redactions":
            self.redactions.append((seq, own["table_name"], own["record_key"], own.get("row_hash")))

    def check(self):
        vouched, gone = {}, set()
        for _, table, key, before in sorted(self.redactions, key=lambda redaction: redaction[0]):
            gone.add((table, key))
            if before is not None:
                vouched.setdefault((table, key), before)
        by_commit = {}
        for seq, table, hashed in self.rows:
            by_commit.setdefault(seq, []).append(vouched.get((table, hashed), hashed))
        self.check_chain(by_commit)
        for seq in by_commit:
            self.found(seq, f"rows say they belong to commit {seq}, which is not there")
        for key, expected in self.changes.items():
            if key in self.change_contents:
                if self.change_contents[key] != expected:
                    self.found(key[0], f"the values of change {key[1]} of commit {key[0]} were altered")
            elif ("change_contents", i64(key[0], "big") + i64(key[1], "big")) not in gone:
                self.found(key[0], f"the values of change {key[1]} of commit {key[0]} are missing")
        for key in self.change_contents.keys() - self.changes.keys():
            self.found(key[0], f"values belong to change {key[1]} of commit {key[0]}, which is not there")
        self.check_documents(gone)

    def check_chain(self, by_commit):
        previous, expected = bytes(32), 1
        for seq, hashed, commit in self.commits:
            if seq != expected:
                self.found(min(seq, expected), f"commit {expected} should stand where commit {seq} stands")
            if raw(commit["previous_hash"]) != previous:
                self.found(seq, f"commit {seq} does not continue from the one before it")
            if hashed != commit["hash"]:
                self.found(seq, f"commit {seq} ({commit['operation']}) was altered")
            if sha256(b"".join(sorted(by_commit.pop(seq, [])))) != raw(commit["content_hash"]):
                self.found(seq, f"what commit {seq} ({commit['operation']}) wrote was altered, removed or added to")
            previous, expected = commit["hash"], seq + 1

    def check_documents(self, gone):
        last, known = {}, set()
        for series, number, seq, hashed, row in sorted(self.documents, key=lambda document: document[:2]):
            name = f"{series}{number}"
            known.add(row["id"])
            before, previous = last.get(series, (number - 1, bytes(32)))
            if before + 1 != number:
                self.found(seq, f"between {series}{before} and {name} numbers are missing")
            if row["previous_hash"] != previous:
                self.found(seq, f"{name} does not continue from the document before it")
            if hashed != row["hash"]:
                self.found(seq, f"{name} was altered")
            if row["id"] in self.document_contents:
                if self.document_contents[row["id"]] != row["content_hash"]:
                    self.found(seq, f"what {name} says was altered")
            elif ("document_contents", row["id"]) not in gone:
                self.found(seq, f"what {name} says is missing")
            last[series] = (number, row["hash"])
        for _ in self.document_contents.keys() - known:
            self.found(0, "a content belongs to a document that is not there")

    def check_anchor(self, key, seq, expected_hash):
        end, head = (self.commits[-1][0], self.commits[-1][2]["hash"]) if self.commits else (0, bytes(32))
        if self.anchor is None:
            self.found(end, "there is no anchor")
        else:
            if self.anchor[:2] != (end, head):
                self.found(min(end, self.anchor[0]), f"the anchor is that of commit {self.anchor[0]}, the history ends with commit {end}")
            if key is not None and not hmac.compare_digest(hmac.digest(key, i64(self.anchor[0]) + self.anchor[1], "sha256"), self.anchor[2]):
                self.found(self.anchor[0], "the anchor was not made by the shop")
        if seq is not None and end < seq:
            self.found(end + 1, f"the history ends with commit {end} and should go on to {seq}")
        if expected_hash is not None:
            wanted = seq if seq is not None else end
            if not any(commit_seq == wanted and commit["hash"] == expected_hash for commit_seq, _, commit in self.commits):
                self.found(wanted, f"commit {wanted} is not the one that was written down")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--expect-seq", type=int, help="the history must go on to this commit")
    parser.add_argument("--expect-hash", type=bytes.fromhex, help="the hash of that commit, or of the last one")
    parser.add_argument("--anchor-key", type=bytes.fromhex, help="proves that the anchor was made by the shop")
    wanted = parser.parse_args()
    archive = Archive()
    with open(wanted.file, encoding="utf-8", errors="replace", newline="\n") as lines:
        archive.read(lines)
    archive.check()
    archive.check_anchor(wanted.anchor_key, wanted.expect_seq, wanted.expect_hash)
    print(f"checked {len(archive.commits)} commits, {len(archive.rows)} rows, {len(archive.documents)} documents, "
          f"{len(archive.change_contents)} values of changes; {archive.imported} imported rows nobody vouches for")
    if not archive.findings:
        print("Everything holds.")
        return 0
    findings = sorted(archive.findings)
    print(f"FIRST BROKEN: {findings[0][1]}")
    for _, message in findings[:50]:
        print(f"DOES NOT HOLD: {message}")
    if len(findings) > 50:
        print(f"and {len(findings) - 50} more")
    return 1


if __name__ == "__main__":
    sys.exit(main())
