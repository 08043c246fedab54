# SPDX-License-Identifier: GPL-2.0-only
"""
The same face as chromium.py's, on headless Firefox: driven through Marionette,
which is length-prefixed JSON over a socket on the loopback interface, so nothing
but Python's standard library is needed here either.
"""
import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from history import History

BINARY = shutil.which("firefox-esr") or shutil.which("firefox")
TIMEOUT_S = 60
# Marionette takes a port that is free and writes it into the profile.
PREFS = {
    "marionette.port": 0,
    "app.update.auto": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.events.testing.asyncClipboard": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
    "ui.useOverlayScrollbars": 1,
    "trailhead.firstrun.didSeeAboutWelcome": True,
}
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "ArrowLeft": "\ue012",
        "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
        "Tab": "\ue004", "Backspace": "\ue003"}
MODIFIERS = {2: "\ue009", 4: "\ue03d"}

# A window has a least width, what is in it has none.
RESIZE = """
const { style } = gBrowser.selectedBrowser;

style.flex = 'none';
style.minWidth = style.maxWidth = arguments[0] + 'px';
style.minHeight = style.maxHeight = arguments[1] + 'px';
"""

DARK = """
Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override',
                          arguments[0] ? 0 : 1);
"""

ERRORS = """
return Services.console.getMessageArray()
    .filter((m) => m instanceof Ci.nsIScriptError &&
            m.flags === Ci.nsIScriptError.errorFlag &&
            m.sourceName.startsWith('file:'))
    .map((m) => m.errorMessage);
"""


class Failed(Exception):
    """The browser, not the page, did not do what it was told."""


class Browser:
    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="flamek-firefox-")
        with open(os.path.join(self.home, "user.js"), "w", encoding="utf-8") as f:
            for name, value in PREFS.items():
                f.write("user_pref(%s, %s);\n" % (json.dumps(name), json.dumps(value)))
        self.log = open(os.path.join(self.home, "log"), "wb")
        self.process = subprocess.Popen(
            [BINARY, "--headless", "--marionette", "--remote-allow-system-access",
             "--no-remote", "--profile", self.home], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            start_new_session=True, env={**os.environ, "HOME": self.home})
        self.last_id = 0
        self.unread = b""
        self.current = None
        try:
            self.socket = self._connect()
            self._receive()
            self.call("WebDriver:NewSession", capabilities={})
            self.chrome("Services.console.reset()")
        except BaseException:
            self._end()
            raise

    def _connect(self):
        path = os.path.join(self.home, "MarionetteActivePort")
        deadline = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with open(path, encoding="ascii") as f:
                    return socket.create_connection(("127.0.0.1", int(f.read())),
                                                    TIMEOUT_S)
            except (FileNotFoundError, ValueError, ConnectionError):
                time.sleep(0.05)
        raise Failed("firefox does not listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Marionette:Quit", flags=["eForceQuit"])
            self.process.wait(10)
        except (Failed, OSError, subprocess.TimeoutExpired):
            pass
        self.socket.close()
        self._end()

    def _end(self):
        # The session is ours alone; helpers of a browser that hung are in it.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _read(self):
        data = self.socket.recv(1 << 20)
        if not data:
            raise Failed("firefox has gone")
        self.unread += data

    def _receive(self):
        while b":" not in self.unread:
            self._read()
        length, self.unread = self.unread.split(b":", 1)
        while len(self.unread) < int(length):
            self._read()
        message = self.unread[:int(length)]
        self.unread = self.unread[int(length):]
        return json.loads(message)

    def call(self, command, **params):
        self.last_id += 1
        message = json.dumps([0, self.last_id, command, params]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._receive()
        if error:
            raise Failed("%s: %s" % (command, error["message"]))
        return result

    def chrome(self, script, *args):
        """Run a script with the browser's own rights."""
        self.call("Marionette:SetContext", value="chrome")
        try:
            return self.call("WebDriver:ExecuteScript", script=script,
                             args=list(args))["value"]
        finally:
            self.call("Marionette:SetContext", value="content")

    def grant_clipboard(self):
        """Granted already, by its preferences."""

    def page(self, **how):
        return Page(self, **how)


class Page(History):
    """A tab: what it shows, what is done to it, what it complained about."""

    def __init__(self, browser, width=1220, height=800, is_dark=False):
        self.browser = browser
        self.is_dark = is_dark
        self.handle = browser.call("WebDriver:NewWindow", type="tab",
                                   focus=True)["handle"]
        self.call("WebDriver:SetWindowRect", width=1600, height=1200)
        self.resize(width, height)

    def call(self, command, **params):
        self._come_to_front()
        return self.browser.call(command, **params)

    def _come_to_front(self):
        if self.browser.current == self.handle:
            return
        self.browser.call("WebDriver:SwitchToWindow", handle=self.handle, focus=True)
        self.browser.chrome(DARK, self.is_dark)
        self.browser.current = self.handle

    @property
    def errors(self):
        """Of all pages, since it was last asked for."""
        errors = self.browser.chrome(ERRORS)
        self.browser.chrome("Services.console.reset()")
        return errors

    def resize(self, width, height):
        self._come_to_front()
        self.browser.chrome(RESIZE, width, height)
        deadline = time.monotonic() + TIMEOUT_S
        while self.eval("[innerWidth, innerHeight]") != [width, height]:
            if time.monotonic() > deadline:
                raise Failed("the page does not take its size")
        self.settle()

    def open(self, url):
        self.call("WebDriver:Navigate", url=url)
        self.settle()

    def reload(self):
        self.call("WebDriver:Refresh")
        self.settle()

    def settle(self):
        """Until the page has been laid out and its observers have run."""
        self.eval("""new Promise((done) => requestAnimationFrame(
            () => requestAnimationFrame(() => done(0))))""")

    def eval(self, expression):
        return self.call("WebDriver:ExecuteScript", args=[], sandbox=None,
                         script="return (%s);" % expression.strip().rstrip(";")
                         )["value"]

    def _act(self, kind, actions):
        self.call("WebDriver:PerformActions",
                  actions=[{"type": kind, "id": kind, "actions": actions}])
        self.settle()

    def move(self, x, y):
        self._act("pointer", [{"type": "pointerMove", "x": x, "y": y}])

    def click(self, x, y):
        self._act("pointer", [{"type": "pointerMove", "x": x, "y": y},
                              {"type": "pointerDown", "button": 0},
                              {"type": "pointerUp", "button": 0}])

    def key(self, key, modifiers=0):
        """Press a key by its DOM name; @modifiers: 2 is Ctrl, 4 is Meta."""
        keys = [MODIFIERS[modifiers]] if modifiers else []
        keys.append(KEYS.get(key, key))
        self._act("key", [{"type": "keyDown", "value": k} for k in keys] +
                  [{"type": "keyUp", "value": k} for k in reversed(keys)])

    def type(self, text):
        """What is selected is replaced, by nothing if there is no text."""
        self._act("key", [{"type": kind, "value": letter}
                          for letter in text or KEYS["Backspace"]
                          for kind in ("keyDown", "keyUp")])

    def screenshot(self, path):
        data = self.call("WebDriver:TakeScreenshot", full=False)["value"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))
