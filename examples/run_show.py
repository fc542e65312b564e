#!/usr/bin/env python3
"""Runs a show from outside: loads it, lets viewers ask, answers what it knows, and ends when all is said.

    run_show.py                        the little show below
    run_show.py coffee.show.md         another, from a file

COMPERE_URL is where the console listens (http://127.0.0.1:8080), COMPERE_TOKEN a token of role operator; without it, the
owner's is read from its file. Nothing but Python's own library is needed.
"""

import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("COMPERE_URL", "http://127.0.0.1:8080").rstrip("/")

SHOW = """---
title: From Python
---
# Welcome

[smile] Hello! A few lines of Python run this show.

# Questions

Ask me about coffee. [ask 15s]

# Goodbye

[gesture wave] That was it. Good night!
"""

# What this little moderator knows: a word in the question, and the answer.
ANSWERS = {
    "price": "It is *twelve* euros a bag.",
    "decaf": "[gesture nod] Yes, there is one without caffeine, too.",
}


class Refused(Exception):
    """The program did not do it, and says why."""

    def __init__(self, code, comment):
        super().__init__(f"{comment} ({code})")
        self.code = code


def token():
    if given := os.environ.get("COMPERE_TOKEN"):
        return given
    config = os.environ.get("XDG_CONFIG_HOME") or pathlib.Path.home() / ".config"
    return (pathlib.Path(config) / "compere" / "token").read_text().strip()


class Compere:
    """A connection over plain HTTP: requests are posted, events are asked for by number."""

    def __init__(self, url, secret):
        self.url, self.secret, self.seq = url, secret, None

    def call(self, method, path, body=None, key=None):
        headers = {"authorization": f"Bearer {self.secret}"}
        if body is not None:
            headers["content-type"] = "application/json"
        if key:
            headers["idempotency-key"] = key
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=70) as answer:
            return json.load(answer)

    def ask(self, name, **data):
        """A request. The key makes it safe to send again: it is done once."""
        key = str(uuid.uuid4())
        for attempt in range(5):
            try:
                return self.call("POST", f"/api/v1/requests/{name}", data, key)["responseData"]
            except urllib.error.HTTPError as error:
                status = json.load(error)["requestStatus"]
                if error.code not in (429, 503) or attempt == 4:
                    raise Refused(status["code"], status["comment"]) from None
                time.sleep(float(error.headers.get("retry-after", 1)))
            except urllib.error.URLError:
                if attempt == 4:
                    raise
                time.sleep(1)

    def events(self):
        """What happens from now on, without end. After a gap, the state must be asked for."""
        if self.seq is None:
            self.seq = self.call("GET", "/api/v1/events")["seq"]
        while True:
            page = self.call("GET", f"/api/v1/events?since={self.seq}&wait=20")
            self.seq = page["seq"]
            if page["gap"]:
                yield {"eventType": "Gap", "eventData": None}
            yield from page["events"]


def answer(compere, question):
    """Answers a question that is open, if a word in it is known; approves one that is held for a person."""
    if question["standing"] == "held":
        compere.ask("ApproveQuestion", questionId=question["questionId"])
    elif question["standing"] == "open":
        for word, text in ANSWERS.items():
            if word in question["text"].lower():
                compere.ask("AnswerQuestion", questionId=question["questionId"], text=text)
                return
        compere.ask("RejectQuestion", questionId=question["questionId"])


def main():
    source = pathlib.Path(sys.argv[1]).read_text() if len(sys.argv) > 1 else SHOW
    compere = Compere(URL, token())
    print("version", compere.ask("GetVersion")["compereVersion"])
    for problem in compere.ask("CheckShow", source=source)["problems"]:
        sys.exit(f"line {problem['line']}, column {problem['column']}: {problem['message']}")
    events = compere.events()
    compere.seq = compere.call("GET", "/api/v1/events")["seq"]
    compere.ask("LoadShow", source=source)
    compere.ask("AskQuestion", viewer="ada", text="What is the price?")
    compere.ask("AskQuestion", viewer="bob", text="Is there decaf?")
    compere.ask("AskQuestion", viewer="eve", text="What is the meaning of life?")
    for event in events:
        kind, data = event["eventType"], event["eventData"]
        if kind == "SentenceStarted":
            print("  says:", data["text"])
        elif kind == "QuestionChanged":
            print(f"  {data['viewer']} asks: {data['text']} [{data['standing']}]")
            try:
                answer(compere, data)
            except Refused as refused:
                print("  refused:", refused)
        elif kind == "ShowReloaded":
            print("plays version", data["version"])
        elif kind == "ShowChanged" and data["over"]:
            print("the show is over")
            return


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(f"Compere says: {refused}")
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, ValueError) as error:
        sys.exit(f"no talk with {URL}: {error}")
