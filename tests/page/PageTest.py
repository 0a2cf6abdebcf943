#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# usage: PageTest.py EVENSTRIDE REPOSITORY [SCREENSHOTS]
# What a reader sees of the pages of `explain --html`, hovering and choosing layers; and whether Graphviz takes --dot.
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.dom.minidom

from Browser import Browser

EVENSTRIDE, REPOSITORY = sys.argv[1], pathlib.Path(sys.argv[2])
SCREENSHOTS = sys.argv[3] if len(sys.argv) > 3 else None
RESNET = REPOSITORY / "dsl-examples/resnet50.stride"
UNET = """
block double(x, width: int) { return x -> conv(width, 3x3, pad: 1) @a -> relu -> conv(width, 3x3, pad: 1) @b -> relu }
network unet(image: f32[3, 96, 128]) {
    let d1 = image -> double(16) @down1
    let d2 = d1 -> max_pool(2) -> double(32) @down2
    let d3 = d2 -> max_pool(2) -> double(64) @down3
    let u2 = concat(d3 -> conv(128, 1x1) -> pixel_shuffle(2), d2) -> double(32) @up2
    let u1 = concat(u2 -> conv(64, 1x1) -> pixel_shuffle(2), d1) -> double(16) @up1
    return mask: u1 -> conv(1, 1x1) @head -> sigmoid
}
"""
GAPS = """
network gaps(left: f32[1, 28, 28], right: f32[1, 28, 28]) {
    let a = left -> conv(4, 5x5) -> conv(4, 3x3, stride: 2, round: down) @strided
    let b = right -> conv(4, 5x5) -> conv(4, 3x3, stride: 2, round: down) @other
    return (a + b) -> relu
}
"""
LONG = "network long(image: f32[3, 64, 64]) {\n    return image -> conv(8, 3x3, pad: 1)\n" + \
    "        -> repeat i in 0..1000 { conv(8, 3x3, pad: 1) @\"body.{i}\" }\n}\n"


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def tearDown(self):
        self.assertEqual(self.browser.complaints, [])

    def explain(self, text, *options):
        """Explains a network given as text or as a path; the files are named after the test."""
        model = text
        if isinstance(text, str):
            model = pathlib.Path(self.folder.name) / (self.id() + ".stride")
            model.write_text(text)
        return subprocess.run([EVENSTRIDE, "explain", str(model), *options], check=True, capture_output=True, text=True)

    def page(self, text, fragment=""):
        path = pathlib.Path(self.folder.name) / (self.id() + ".html")
        self.explain(text, "--html", str(path))
        self.browser.open(path, fragment)
        return self.browser

    def fact(self, name):
        return self.browser.ask("[...document.querySelectorAll('#facts dt')].filter(e => e.textContent === '%s')"
                                ".map(e => e.nextElementSibling.textContent).join('; ')" % name)

    def rectangle(self, css_class):
        return self.browser.ask("(() => { const e = document.querySelector('#picture .%s'); return e && ['x', 'y', 'width',"
                                "'height'].map(name => Number(e.getAttribute(name))); })()" % css_class)

    def picture(self, name):
        if SCREENSHOTS:
            self.browser.screenshot(os.path.join(SCREENSHOTS, name + ".png"))

    def test_hovering_a_row_shows_what_the_layer_sees(self):
        browser = self.page(RESNET)
        self.picture("resnet-light")
        self.assertEqual(browser.ask("document.querySelector('h1').textContent"), "resnet50")
        row = browser.ask("rowOf.get('layer2.0.conv2')")
        browser.hover(f"#layers tr[data-row='{row}'] td")
        self.assertEqual(browser.ask("document.querySelector('#layer').textContent"), "layer2.0.conv2")
        self.assertEqual(self.fact("field"), "43 × 43 pixels")
        self.assertEqual(self.fact("step"), "8")
        self.assertEqual(self.fact("overlap"), "35")
        # Element [14, 14] of 28: row 14 of conv2 begins at 14 * 8 - 21.
        self.assertEqual(self.rectangle("field"), [91, 91, 43, 43])
        self.assertEqual(self.rectangle("neighbour"), [91, 99, 43, 43])
        pattern = browser.ask("document.querySelector('#dots').getAttribute('width')")
        self.assertEqual(pattern, "8")
        browser.move(3, 3)
        self.assertEqual(browser.ask("document.body.dataset.layer"), browser.ask("rows[state.row].layers[0].path"))

    def test_hovering_the_graph_and_following_a_hint(self):
        browser = self.page(RESNET)
        row = browser.ask("rowOf.get('layer3.0.crop1')")
        browser.hover(f"#graph g[data-row='{row}'] rect")
        self.assertEqual(browser.ask("document.body.dataset.layer"), "layer3.0.crop1")
        self.assertEqual(self.fact("skips"), "1 row, 1 column of layer2.3.relu3: 55 pixels, 3\u2009520 of the input")
        browser.ask("document.querySelector('#hints a').click()")
        browser.ask("new Promise(done => setTimeout(done, 50))")
        self.assertEqual(browser.ask("decodeURIComponent(location.hash)"), "#layer=conv1")

    def test_the_address_holds_layer_element_and_theme(self):
        browser = self.page(UNET, "#layer=up1.a&element=0,5&theme=dark")
        self.picture("unet-dark")
        self.assertEqual(browser.ask("document.documentElement.dataset.theme"), "dark")
        self.assertEqual(browser.ask("document.body.dataset.layer"), "up1.a")
        self.assertIn("row 0, column 5", browser.ask("document.querySelector('#element').textContent"))
        self.assertEqual(self.fact("step"), "1")
        self.assertIsNotNone(self.rectangle("outside"))  # the field reaches into the padding
        self.assertEqual(self.rectangle("field")[:2], [0, 0])

    def test_keys_move_through_layers_and_elements(self):
        browser = self.page(UNET, "#layer=down1.a")
        browser.ask("document.querySelector('#layers tr.chosen').focus()")
        browser.press("ArrowDown")
        self.assertEqual(browser.ask("document.body.dataset.layer"), "down1.b")
        browser.ask("document.querySelector('#picture').focus()")
        browser.press("ArrowLeft")
        self.assertIn("row 48, column 63", browser.ask("document.querySelector('#element').textContent"))

    def test_unread_margins_and_several_inputs(self):
        browser = self.page(GAPS, "#layer=strided")
        self.assertEqual(self.fact("never sees"), "1 row, 1 column: 55 pixels")
        self.assertIn("M0 27H28V28H0Z", browser.ask("document.querySelector('#picture .everywhere').getAttribute('d')"))
        browser.open(pathlib.Path(self.folder.name) / (self.id() + ".html"), "#layer=add1")
        self.picture("gaps")
        self.assertEqual(browser.ask("document.querySelectorAll('#choice button').length"), 2)
        browser.ask("document.querySelectorAll('#choice button')[1].click()")
        self.assertEqual(browser.ask("document.querySelector('#element code').textContent"), "right")

    def test_a_thousand_layers(self):
        browser = self.page(LONG)
        self.assertEqual(browser.ask("document.querySelectorAll('#layers tbody tr').length"), 1001)
        self.assertEqual(browser.ask("document.querySelectorAll('#graph .item').length"), 1002)
        seconds = browser.ask("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000")
        self.assertLess(seconds, 10)
        self.picture("long")

    def test_a_small_window(self):
        browser = Browser(420, 800)
        try:
            self.__class__.browser, kept = browser, self.browser
            self.page(RESNET, "#layer=layer1.0.conv2")
            self.picture("small")
            self.assertLessEqual(browser.ask("document.documentElement.scrollWidth"), 420)
        finally:
            self.__class__.browser = kept
            browser.close()

    def test_graphviz_takes_the_graph(self):
        for text in (RESNET, UNET, GAPS):
            path = pathlib.Path(self.folder.name) / "graph.dot"
            self.explain(text, "--dot", str(path))
            drawn = subprocess.run(["dot", "-Tsvg", str(path)], check=True, capture_output=True)
            nodes = xml.dom.minidom.parseString(drawn.stdout).getElementsByTagName("g")
            self.assertGreater(len([node for node in nodes if node.getAttribute("class") == "edge"]), 8)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
