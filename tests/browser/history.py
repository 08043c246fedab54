# SPDX-License-Identifier: GPL-2.0-only
"""What a page does in whatever browser, by its own eval() and settle()."""


class History:
    def back(self):
        """Go back by one step of the history, inside of the document."""
        self.eval("""new Promise((done) => {
            addEventListener('hashchange', () => done(0), {once: true});
            history.back();
        })""")
        self.settle()
