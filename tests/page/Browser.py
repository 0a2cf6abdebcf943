# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Headless Chromium over the DevTools protocol, through a pair of pipes; the standard library alone.
import base64
import json
import os
import shutil
import subprocess
import tempfile

OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
           "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe"]


class Browser:
    """One tab. What the page complains of (exceptions, refused requests) is kept in `complaints`."""

    def __init__(self, width=1500, height=900):
        program = shutil.which("chromium")
        if not program:
            raise SystemExit("chromium is not installed; `./dev test` installs it")
        self.profile = tempfile.TemporaryDirectory(prefix="evenstride-chromium-", ignore_cleanup_errors=True)
        to_read, self.to_write = os.pipe()
        self.to_listen, to_answer = os.pipe()
        os.set_inheritable(to_read, True)
        os.set_inheritable(to_answer, True)

        def place_pipes():  # Chromium listens on 3 and answers on 4; both ends may lie there already
            spare_read, spare_answer = os.dup(to_read), os.dup(to_answer)
            os.dup2(spare_read, 3)
            os.dup2(spare_answer, 4)

        self.process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={self.profile.name}", f"--window-size={width},{height}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=place_pipes)
        os.close(to_read)
        os.close(to_answer)
        self.pending, self.number, self.session = b"", 0, None
        self.complaints, self.events = [], []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.profile.cleanup()

    def receive(self):
        while b"\0" not in self.pending:
            part = os.read(self.to_listen, 1 << 16)
            if not part:
                raise RuntimeError("chromium ended")
            self.pending += part
        text, self.pending = self.pending.split(b"\0", 1)
        message = json.loads(text)
        if "method" in message:
            self.events.append(message["method"])
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(message["params"]["exceptionDetails"]))
        if message.get("method") == "Log.entryAdded":
            self.complaints.append(message["params"]["entry"]["text"])
        if message.get("method") == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith("file:"):
                self.complaints.append("asks for " + url)
        return message

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.to_write, json.dumps(request).encode() + b"\0")
        while True:
            message = self.receive()
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def open(self, path, fragment=""):
        for url in ("about:blank", f"file://{path}{fragment}"):  # another fragment alone would load nothing
            self.events.clear()
            self.call("Page.navigate", url=url)
            while "Page.loadEventFired" not in self.events:
                self.receive()

    def ask(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def hover(self, selector):
        """Moves the pointer onto the middle of an element."""
        x, y = self.ask("(() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'center'});"
                        "const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
                        % json.dumps(selector))
        self.move(x, y)

    def move(self, x, y, kind="mouseMoved"):
        more = {"button": "left", "clickCount": 1} if kind != "mouseMoved" else {}
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key)

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))
