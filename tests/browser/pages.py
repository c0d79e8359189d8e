"""The pages of results folders in a real browser, as a reader meets them.

    pages.py CHROMIUM PAGE.html…

Numbers that the page of a run shows are compared with summary.json and charts.json beside it. Pages are read from disk; nothing is served.
"""

import io
import json
import re
import sys
import unicodedata
import unittest
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

DESK = {"width": 1440, "height": 900}
PHONES = [{"width": 390, "height": 844}, {"width": 320, "height": 640}]
# What A4 leaves between the margins of the page's style, 12 mm each, in pixels of CSS.
SHEET = {"width": int((210 - 24) / 25.4 * 96), "height": 1000}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SCALE = {"": 1.0, "m": 1e6, "bn": 1e9, "tn": 1e12, "million": 1e6}

LUMINANCE = """
const part = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const luminance = text => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number); return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b); };
const contrast = (a, b) => { const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05]; return Math.max(x / y, y / x); };
"""


def number(text):
    """The first number of a text as people write it, `$167.2 ± 0.5 m` as 167.2e6, and how far rounding may have moved it: errors have one or
    two digits, and values are rounded to the same place."""
    found = re.search(r"(−?)\D{0,6}?([\d,]+(?:\.\d+)?)(?: ± ([\d,.]+))?(?: (m|bn|tn|million)\b)?", text)
    sign, digits, error, word = found.groups()
    decimals = len(digits.partition(".")[2])
    plain = lambda text: float(text.replace(",", "")) * SCALE[word or ""]
    rounding = max(0.51 * SCALE[word or ""] * 10.0**-decimals, 0.3 * plain(error or "0"))
    return (-plain(digits) if sign else plain(digits)), rounding


def month(start, years):
    """The month in which a time in years from the beginning of `start` ends."""
    year, first = map(int, start.split("-"))
    at = year * 12 + first - 2 + int(-(-(12 * years - 1e-6) // 1))
    return f"{MONTHS[at % 12]} {at // 12}"


class Page(unittest.TestCase):
    """Any page; every test opens it anew."""

    file = Path()
    browser = None

    def open(self, viewport=None, **context):
        self.context = self.browser.new_context(viewport=viewport or DESK, **context)
        self.addCleanup(self.context.close)
        page = self.context.new_page()
        self.said, self.asked = [], []
        page.on("console", lambda it: self.said.append(f"{it.type}: {it.text}"))
        page.on("pageerror", lambda it: self.said.append(f"error: {it}"))
        page.on("request", lambda it: self.asked.append(it.url))
        page.goto(self.file.resolve().as_uri())
        return page

    def test_nothing_is_complained_of_or_loaded(self):
        page = self.open()
        page.mouse.move(300, 600)
        for head in page.locator("thead button").all()[:6]:
            head.click()
        self.assertEqual(self.said, [])
        self.assertEqual(len(self.asked), 1, self.asked)
        policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
        self.assertNotIn("unsafe", policy)
        # The policy is in force: what it does not name does not run.
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
        self.assertIsNone(page.evaluate("window.ran ?? null"))
        self.assertTrue(any("Content Security Policy" in it for it in self.said), self.said)

    def test_axe_finds_nothing_serious(self):
        for scheme, viewport in [("light", DESK), ("dark", PHONES[0])]:
            page = self.open(viewport, color_scheme=scheme)
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}}).response["violations"]
            grave = [it for it in found if it["impact"] in ("serious", "critical")]
            told = [(it["id"], it["help"], [node["html"][:200] for node in it["nodes"][:3]]) for it in grave]
            self.assertEqual(told, [], scheme)
            others = sorted({it["id"] for it in found} - {it["id"] for it in grave})
            self.assertEqual(others, [], "of less weight")

    def test_charts_keep_their_contrast_in_the_dark(self):
        script = "() => {" + LUMINANCE + """
            const paper = getComputedStyle(document.body).backgroundColor;
            return [...document.querySelectorAll('.drawing text, .drawing circle, .drawing polyline')].map(it => {
                const style = getComputedStyle(it), paint = style.fill === 'none' ? style.stroke : style.fill;
                return [it.tagName, contrast(paint, paper)];
            });
        }"""
        light = self.open(color_scheme="light").evaluate(script)
        dark = self.open(color_scheme="dark").evaluate(script)
        self.assertEqual(len(light), len(dark))
        self.assertGreater(len(light), 20)
        for (kind, there), (_, here) in zip(light, dark):
            self.assertGreaterEqual(here, min(there, 14) - 0.1, kind)
            if kind == "text":
                self.assertGreaterEqual(here, 3.0)

    def test_a_phone_scrolls_one_way_only(self):
        for viewport in PHONES:
            page = self.open(viewport, has_touch=True, is_mobile=True)
            wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            self.assertLessEqual(wide[0], viewport["width"], wide)

    def test_on_paper_nothing_is_cut(self):
        page = self.open(SHEET)
        page.emulate_media(media="print")
        cut = page.evaluate("""() => {
            const right = document.documentElement.clientWidth + 1, found = [];
            for (const it of document.querySelectorAll('table, td, th, figure, svg, pre, dd, p, li')) {
                const box = it.getBoundingClientRect();
                if (box.right > right || box.left < -1 || (box.width > 0 && it.scrollWidth > it.clientWidth + 2 && getComputedStyle(it).display !== 'inline'))
                    found.push([it.tagName, it.textContent.slice(0, 60), box.right, it.scrollWidth, it.clientWidth]);
            }
            return found.slice(0, 5);
        }""")
        self.assertEqual(cut, [])
        # No number is broken in two.
        broken = page.evaluate("""() => {
            const range = document.createRange();
            return [...document.querySelectorAll('td:not(.l), tbody th:not(.l)')].filter(it => {
                const text = it.firstChild;
                if (!text || text.nodeType !== 3) return false;
                return [...text.data.matchAll(/[\\d.,]+/g)].some(word => {
                    range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
                    return new Set([...range.getClientRects()].map(box => box.top)).size > 1;
                });
            }).slice(0, 5).map(it => it.textContent);
        }""")
        self.assertEqual(broken, [])
        tables = page.evaluate("""() => [...document.querySelectorAll('table')].map(it => ({
            caption: it.caption.textContent, columns: it.tHead.rows[0].cells.length,
            head: [...it.tHead.rows[0].cells].filter(cell => cell.offsetWidth > 0).map(cell => cell.firstChild.data).join(''),
            shown: [...it.tHead.rows[0].cells].filter(cell => cell.offsetWidth > 0).length, rows: it.tBodies[0].rows.length,
            last: it.tBodies[0].rows[it.tBodies[0].rows.length - 1].cells[0].textContent }))""")
        pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        plain = lambda text: re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        sheets = [plain(it.extract_text()) for it in pages]
        whole = "".join(sheets)
        self.assertGreater(len(sheets), 1)
        for table in tables:
            for text in (table["caption"], table["head"], table["last"]):
                self.assertTrue(plain(text) in whole, text)
            # What has no room is left out, and the sheet says so.
            if table["shown"] < table["columns"]:
                said = f"On paper, the first {table['shown']} of {table['columns']} columns."
                self.assertIn(plain(said), whole)
        # A table that goes over several sheets has its headings on each.
        longest = max(tables, key=lambda it: it["rows"])
        if longest["rows"] > 60:
            self.assertGreater(whole.count(plain(longest["head"])), 1, longest["caption"])
        # No row is parted by the end of a sheet.
        self.assertEqual(page.locator("tr").first.evaluate("it => getComputedStyle(it).breakInside"), "avoid")

    def test_without_script_it_can_be_read(self):
        page = self.open(java_script_enabled=False)
        self.assertGreater(page.locator("h2:visible").count(), 2)
        self.assertGreater(page.locator("svg.drawing:visible").count(), 0)
        self.assertTrue(page.locator("tbody tr").first.is_visible())
        self.assertTrue(page.locator(".sentences li, .said").first.is_visible())
        self.assertEqual(page.locator("thead button").count(), 0)
        self.assertEqual(self.said, [])

    def test_values_of_every_chart_are_read_by_pointer_and_by_keyboard(self):
        page = self.open()
        figures = page.locator("figure[data-title]").all()
        self.assertGreater(len(figures), 0)
        read = 0
        for figure in figures:
            lines = json.loads(figure.locator("script").text_content())
            points = [(line, text, x, y) for line, all in lines for x, y, text in all]
            if not points:
                continue
            figure.scroll_into_view_if_needed()
            reader, tip = figure.locator(".reader"), figure.locator(".tip")
            said = lambda: tuple(tip.inner_text().split("\n"))
            box = reader.bounding_box()
            _, _, width, height = map(float, figure.locator("svg.drawing").get_attribute("viewBox").split())
            for line, text, x, y in (points[0], points[len(points) // 2], points[-1]):
                self.assertTrue(0 <= x <= width and 0 <= y <= height, (line, text))
                page.mouse.move(box["x"] + x / width * box["width"], box["y"] + y / height * box["height"])
                self.assertTrue(tip.is_visible(), (line, text))
                # Where several stand on one spot, the page shows one of them.
                near = {(it[0], it[1]) for it in points if abs(it[2] - x) <= width / 400 and abs(it[3] - y) <= width / 400}
                self.assertIn(said(), near)
            reader.focus()
            for key, at in [("Home", 0), ("End", -1)]:
                page.keyboard.press(key)
                self.assertEqual(said(), points[at][:2])
                self.assertEqual(reader.get_attribute("aria-valuetext"), ": ".join(points[at][:2]))
            read += 1
        self.assertGreater(read, 0)

    def test_it_has_an_outline_and_words_for_every_picture(self):
        page = self.open()
        levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(it => Number(it.tagName[1]))")
        self.assertEqual(levels.count(1), 1)
        self.assertTrue(all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels)
        for label in page.locator("svg.drawing").evaluate_all("all => all.map(it => it.getAttribute('aria-label'))"):
            self.assertGreater(len(label), 40, label)
        ids = page.locator("[id]").evaluate_all("all => all.map(it => it.id)")
        self.assertEqual(len(ids), len(set(ids)))
        targets = page.locator("a[href^='#']").evaluate_all("all => all.map(it => it.getAttribute('href').slice(1))")
        self.assertLessEqual(set(targets), set(ids))


class PageOfARun(Page):
    """The page of a run, whose numbers are known."""

    def json(self, name):
        return json.loads((self.file.parent / name).read_text())

    def readings(self, page, chart):
        """What can be read in a chart: line, text, and where it is on the screen."""
        figure = page.locator(f"#chart-{chart}")
        figure.scroll_into_view_if_needed()
        lines = json.loads(figure.locator("script").text_content())
        box = figure.locator(".reader").bounding_box()
        _, _, width, height = map(float, figure.locator("svg.drawing").get_attribute("viewBox").split())
        place = lambda x, y: (box["x"] + x / width * box["width"], box["y"] + y / height * box["height"])
        return [(line, text, place(x, y)) for line, points in lines for x, y, text in points]

    def hover(self, page, chart, line, begin):
        """What the page shows when the pointer is over a value that begins so."""
        found = [at for name, text, at in self.readings(page, chart) if name == line and text.startswith(begin)]
        self.assertTrue(found, f"{chart}: no value of {line} begins with {begin}")
        page.mouse.move(*found[0])
        tip = page.locator(f"#chart-{chart} .tip")
        self.assertTrue(tip.is_visible())
        return tip.inner_text().split("\n")

    def test_a_step_of_the_completion_curve_is_shown_as_it_was_found(self):
        curve, start = self.json("charts.json")["completion"], self.json("summary.json")["scenario"]["start"]
        if not curve["x"]:
            self.skipTest("no trial is complete")
        at = min(range(len(curve["x"])), key=lambda i: abs(curve["p"][i] - 0.5 * curve["p"][-1]))
        page = self.open()
        line, text = self.hover(page, "completion", "Share of trials", month(start, curve["x"][at]) + ":")
        self.assertEqual(line, "Share of trials")
        share, rounding = number(text.split(": ")[1])
        self.assertLessEqual(abs(share - 100 * curve["p"][at]), rounding)
        if "±" in text:
            half = float(re.search(r"± ([\d.]+)", text)[1])
            self.assertLessEqual(abs(half - 50 * (curve["high"][at] - curve["low"][at])), rounding)

    def test_years_are_shown_as_they_were_found(self):
        charts = self.json("charts.json")
        series = {it["quantity"]: it for it in charts["years"]}
        page = self.open()
        checked = 0
        for chart, line, quantity, level in [
            ("spending", "all spending", "spending.total", None),
            ("spending", "clearance", "spending.category.clearance", None),
            ("remaining", "Area still to be released, median", "remaining.total", 3),
            ("remaining", "Area still to be released, P90", "remaining.total", 5),
        ]:
            begin = "end of " if chart == "remaining" else ""
            shown = {text for name, text, _ in self.readings(page, chart) if name == line}
            for at, year in enumerate(charts["calendar_years"][:3]):
                if not any(text.startswith(f"{begin}{year}:") for text in shown):
                    continue
                found = self.hover(page, chart, line, f"{begin}{year}:")
                # Where values of two lines stand on one spot, the page shows one of them.
                if found[0] != line:
                    continue
                it = series[quantity]
                expected = it["mean"][at] if level is None else it["quantiles"][at][level]
                value, rounding = number(found[1].split(": ", 1)[1])
                self.assertLessEqual(abs(value - expected), max(rounding, 6e-4 * abs(expected)), found)
                checked += 1
        self.assertGreater(checked, 4)

    def test_values_are_read_by_keyboard_alone(self):
        page = self.open()
        expected = [(line, text) for line, text, _ in self.readings(page, "completion")]
        if not expected:
            self.skipTest("no trial is complete")
        reader = page.locator("#chart-completion .reader")
        for _ in range(400):
            page.keyboard.press("Tab")
            if reader.evaluate("it => it === document.activeElement"):
                break
        self.assertTrue(reader.evaluate("it => it === document.activeElement"), "Tab does not lead to the chart")
        tip = page.locator("#chart-completion .tip")

        def said(at):
            line, text = expected[at]
            self.assertEqual(tip.inner_text().split("\n"), [line, text])
            self.assertEqual(reader.get_attribute("aria-valuetext"), f"{line}: {text}")
            self.assertEqual(reader.get_attribute("aria-valuenow"), str(at % len(expected) + 1))

        said(0)
        for key, at in [("End", -1), ("ArrowLeft", -2), ("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2)]:
            page.keyboard.press(key)
            said(at)
        page.keyboard.press("Escape")
        self.assertTrue(tip.is_hidden())

    def test_a_finger_reads_values(self):
        page = self.open(PHONES[0], has_touch=True, is_mobile=True)
        line, text, at = self.readings(page, "remaining")[0]
        page.touchscreen.tap(*at)
        tip = page.locator("#chart-remaining .tip")
        self.assertTrue(tip.is_visible())
        self.assertIn([line, text], [[it, of] for it, of, _ in self.readings(page, "remaining")])
        self.assertEqual(tip.inner_text().split("\n")[0].split(",")[0], line.split(",")[0])

    def test_tables_sort_both_ways_by_mouse_and_by_keyboard(self):
        page = self.open()
        regions = self.json("summary.json").get("regions", {})
        table = page.locator("#regions")
        # A column without numbers, such as dates beyond the horizon, has no order.
        of_regions = table.locator("thead th:nth-child(4) button").count() > 0
        if not of_regions:
            table = page.locator("#work-plan")
        first = lambda: table.locator("tbody tr th").all_text_contents()
        before = first()
        column = 3
        values = lambda: [float(it) for it in table.locator(f"tbody tr td:nth-child({column + 1})").evaluate_all("all => all.map(it => it.dataset.v ?? 'inf')")]
        head = table.locator(f"thead th:nth-child({column + 1})")
        head.locator("button").click()
        self.assertEqual(head.get_attribute("aria-sort"), "ascending")
        self.assertEqual(values(), sorted(values()))
        if of_regions:
            late = lambda name: next(it["completion_years"]["p50"] for key, it in regions.items() if key.replace("_", " ") == name)
            dates = [late(name) for name in first()]
            self.assertEqual(dates, sorted(dates, key=lambda it: float("inf") if it is None else it))
        head.locator("button").focus()
        page.keyboard.press("Enter")
        self.assertEqual(head.get_attribute("aria-sort"), "descending")
        there = [it for it in values() if it != float("inf")]
        self.assertEqual(there, sorted(there, reverse=True))
        self.assertEqual(sorted(first()), sorted(before))
        named = table.locator("thead th:nth-child(1)")
        named.locator("button").click()
        self.assertEqual(named.get_attribute("aria-sort"), "ascending")
        self.assertIsNone(head.get_attribute("aria-sort"))
        self.assertEqual([it.lower() for it in first()], sorted(it.lower() for it in first()))


def main():
    chromium, *files = sys.argv[1:]
    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    with sync_playwright() as playwright:
        # The pages are our own, and a root of containers has no other way.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for file in map(Path, files):
            kind = PageOfARun if file.name == "report.html" else Page
            case = type(str(file), (kind,), {"file": file, "browser": browser})
            suite.addTests(loader.loadTestsFromTestCase(case))
        ended = unittest.TextTestRunner(verbosity=2).run(suite)
        browser.close()
    sys.exit(not ended.wasSuccessful())


if __name__ == "__main__":
    main()
