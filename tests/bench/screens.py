"""Timeline, table and board in Chromium: when one can use them, and whether a drag and a scroll stay fluent.

Frames are taken from Chromium's own trace. A machine that is busy with something else drops frames that LaunchHub has
not cost, so what the page's main thread itself computes for a frame stands beside them, and has the goal.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils.text import slugify
from playwright.sync_api import Browser, Page, sync_playwright

from launchhub.accounts.models import Workspace as Tenant
from launchhub.events.seal import seal_all
from launchhub.lib.wall import every_workspace
from launchhub.wsgi import application
from tests.bench import generator
from tests.bench.baselines import BODIES
from tests.bench.harness import TIMES_SHOWN, Comparison, Figure, Row, rows, timed
from tests.bench.stage import Stage, Workspace, ask
from tests.bench.streams import served
from tests.browser import ADVICE, find_browser

Screens = dict[str, tuple[str, str]]
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "kubernetes"
TRAIN, ADMIN = "train", "petra@train.example.com"
MANY_BARS, MANY_ROWS = "timeline of 2,500 features", "table of 5,000 rows"
ONE_GROUP = f"{MANY_BARS} in one group"
OF_TRAIN: Screens = {
    "timeline of the train": ("roadmap/?from=2017-01-01&to=2026-12-31&zoom=year", ".tl-bar"),
    "timeline of the train, two years": ("roadmap/?from=2021-01-01&to=2022-12-31&zoom=quarter", ".tl-bar"),
    "board of the train": ("roadmap/board/", ".card"),
    "table of the train": ("roadmap/table/", ".chunk td"),
}
OF_MANY: Screens = {
    "timeline of 100,000 features, as it opens": ("roadmap/", ".tl-bar.movable"),
    MANY_BARS: ("roadmap/?zoom=week&group=product", ".tl-bar.movable"),
    ONE_GROUP: ("roadmap/?zoom=week&group=goal", ".tl-bar.movable"),
    MANY_ROWS: ("roadmap/table/", ".chunk td"),
    "board of 100,000 features": ("roadmap/board/", ".card"),
}
"""Screen → where it is in its workspace, and what one has to see there."""

MOST_HTML = 300_000
"""Bytes of the HTML of a page, before it is compressed."""

SOON, FLUENT = 1000, 50
"""Milliseconds after which a page is usable, and frames in a second, as the goals say."""

VISITS, STEPS = 5, 120
BETWEEN = 1500
"""Milliseconds from one visit to the next: what a page fetches by itself does not hold the next one up."""
BARS = 2_000
FETCH_ALL = """async () => {
  const scroller = document.querySelector('.tl-scroll'), { scrollTop } = scroller;
  for (let rest; (rest = scroller.querySelector('.tl-rest'));) {
    rest.scrollIntoView();
    await new Promise(done => setTimeout(done, 50));
  }
  Object.assign(scroller, { scrollTop });
}"""
TO_BAR = "bar => bar.scrollIntoView({ block: 'center', inline: 'center' })"
IN_SIGHT = """() => [...document.querySelectorAll('.tl-bar.movable')].map(bar => {
  const edge = document.querySelector('.tl-names').getBoundingClientRect().right, box = bar.getBoundingClientRect();
  const x = Math.max(box.x, edge) + Math.min(box.width, 24) / 2, y = box.y + box.height / 2;
  return document.elementFromPoint(x, y)?.closest('.tl-bar') === bar && [x, y];
}).find(Boolean)"""
"""Where one can take a bar that may be moved."""

WATCH = """
const seen = new MutationObserver(() => {
  if (!document.querySelector(%s)) return;
  seen.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); }));
});
seen.observe(document, { childList: true, subtree: true });
"""
TRACED = ["devtools.timeline", "disabled-by-default-lighthouse", "disabled-by-default-devtools.timeline.frame"]


@rows("screens")
def screens(stage: Stage) -> Iterator[Row]:
    """Yield what each screen of the roadmap takes: of the Kubernetes train, where it is, and of many features."""
    executable = find_browser(draws_windows=True)
    if executable is None:
        raise SystemExit(ADVICE)
    workspace = stage.large
    session = train(workspace) if DATA.exists() else None
    if session:
        for name, (path, _) in OF_TRAIN.items():
            yield from of_server(workspace, name, f"/{TRAIN}/{path}", session)
    for name, (path, _) in OF_MANY.items():
        yield from of_server(workspace, name, f"/{generator.SLUG}/{path}", workspace.session)
    with served(workspace) as server, chromium(executable) as browser:
        if session:
            for name, (path, what) in OF_TRAIN.items():
                with tab(browser, server.port, session) as page:
                    yield soon(page, name, f"/{TRAIN}/{path}", what)
        for name, (path, what) in OF_MANY.items():
            with tab(browser, server.port, workspace.session) as page:
                yield soon(page, name, f"/{generator.SLUG}/{path}", what)
                if act := FLUENTLY.get(name):
                    yield from act(browser, page)


def train(workspace: Workspace) -> str:
    """Return the cookie of the admin of the Kubernetes train, which is loaded once."""
    with workspace.open():
        with every_workspace():
            is_there = Tenant.objects.filter(slug=TRAIN).exists()
        if not is_there:
            call_command("create_workspace", "Train", slug=TRAIN, admin=ADMIN, password="bench")
            call_command("import_train", str(DATA), workspace=TRAIN, verbosity=0)
            while seal_all():  # as the relay does: until then nothing is remembered
                pass
            with connections["default"].cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        client = Client()
        client.force_login(get_user_model().objects.get(email=ADMIN))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def of_server(workspace: Workspace, name: str, path: str, session: str) -> Iterator[Row]:
    """Yield how long the HTML of a page is, and what it costs beside the same bytes from an empty view."""
    html = page_of(workspace, path, session)
    yield Figure(f"{name}: HTML", f"{len(html) / 1000:.0f} kB", f"<= {MOST_HTML // 1000}", len(html) <= MOST_HTML)
    key = slugify(name)
    BODIES[key] = lambda: html
    ours, base = timed(lambda: page_of(workspace, path, session)), timed(lambda: workspace.get_bare(key))
    yield Comparison(f"{name}: the server's part / an empty view", TIMES_SHOWN, ours, base, rounds=50)


def page_of(workspace: Workspace, path: str, session: str) -> bytes:
    """Return a page as somebody gets it from the application in this process."""
    with workspace.open():
        answer = ask(application, path, cookie=session)
    assert answer.status == 200, answer.status
    return answer.body


def soon(page: Page, name: str, path: str, what: str) -> Figure:
    """Return the row on when a page is usable."""
    took = usable(page, path, what)
    return Figure(f"{name}: usable after", f"{took:.0f} ms", f"<= {SOON}", took <= SOON)


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, port: int, session: str) -> Iterator[Page]:
    """Open a tab in which somebody is signed in."""
    context = browser.new_context(base_url=f"http://localhost:{port}", viewport={"width": 1440, "height": 900})
    name, _, value = session.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://localhost:{port}"}])
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


def usable(page: Page, path: str, what: str) -> float:
    """Return after how many milliseconds something of a page is there and painted: the median of some visits."""
    page.add_init_script(WATCH % json.dumps(what))
    took = []
    for _ in range(VISITS + 1):  # the first one fills the cache
        page.goto(path)
        page.wait_for_function("() => window.usable")
        took.append(page.evaluate("window.usable"))
        page.wait_for_timeout(BETWEEN)
    return float(statistics.median(took[1:]))


@dataclass(frozen=True)
class Frames:
    """How something went: frames in a second, and how many milliseconds of computing each took the page."""

    in_second: float
    work: float


def traced(browser: Browser, page: Page, act: Callable[[], None]) -> Frames:
    """Do something while Chromium traces what it does, and return how it went."""
    before = computed()
    with tempfile.NamedTemporaryFile(suffix=".json") as kept:
        browser.start_tracing(page=page, path=kept.name, categories=TRACED)
        act()
        browser.stop_tracing()
        events = json.loads(Path(kept.name).read_bytes())["traceEvents"]
    work = max(time - before.get(pid, 0) for pid, time in computed().items())
    begun = [each for each in events if each["name"] == "BeginMainThreadFrame"]
    page_itself = statistics.mode(each["pid"] for each in begun)
    drawn = sorted(each["ts"] for each in begun if each["pid"] == page_itself)
    return Frames((len(drawn) - 1) / (drawn[-1] - drawn[0]) * 1e6, 1000 * work / len(drawn))


def computed() -> dict[int, float]:
    """Return for how many seconds the main thread of each page has computed so far."""
    found = psutil.Process().children(recursive=True)
    pages = [each for each in found if "--type=renderer" in each.cmdline()]
    times = {each.pid: next(thread for thread in each.threads() if thread.id == each.pid) for each in pages}
    return {pid: thread.user_time + thread.system_time for pid, thread in times.items()}


def pull(browser: Browser, page: Page) -> Iterator[Figure]:
    """Yield the rows on a drag, with all groups open and fetched."""
    page.evaluate(FETCH_ALL)
    bars = page.locator(".tl-names [data-start]").count()
    assert bars >= BARS, bars
    groups = page.locator(".tl-names details").count()
    name = f"timeline, a drag among {bars:,} bars in {groups} group{'s' * (groups > 1)}"
    yield from fluent(name, traced(browser, page, lambda: drag(page)))


def turn(browser: Browser, page: Page) -> Iterator[Figure]:
    """Yield the rows on scrolling the table, when all its pieces have come."""
    page.wait_for_selector(".following[hidden]", state="attached")
    yield from fluent("table of 5,000 rows, scrolling", traced(browser, page, lambda: scroll(page)))


def fluent(name: str, frames: Frames) -> Iterator[Figure]:
    """Yield the rows on frames: those that were drawn, and those that the work of the page leaves room for."""
    yield Figure(f"{name}: frames drawn", f"{frames.in_second:.0f} a second", "", is_met=True)
    most = 1000 / max(frames.work, 0.1)
    yield Figure(f"{name}: frames that its work allows", f"{most:.0f} a second", f">= {FLUENT}", most >= FLUENT)


def drag(page: Page) -> None:
    """Pull a bar to and fro, and let it go where it was."""
    page.locator(".tl-bar.movable").first.evaluate(TO_BAR)
    x, y = page.wait_for_function(IN_SIGHT).json_value()
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + 3 * (step if step < STEPS / 2 else STEPS - step), y)
    assert page.locator(".tl-bar.dragging").count() == 1
    page.mouse.move(x, y)
    page.keyboard.press("Escape")
    page.mouse.up()


def scroll(page: Page) -> None:
    """Turn the wheel over the table."""
    box: Any = page.locator(".sheet-scroll").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    for _ in range(STEPS):
        page.mouse.wheel(0, 400)


FLUENTLY = {MANY_BARS: pull, ONE_GROUP: pull, MANY_ROWS: turn}
"""Screen → what is done there frame by frame."""
