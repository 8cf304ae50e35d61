"""What somebody plants in a page asks no other host: the policy blocks it, on every page."""

from playwright.sync_api import Browser

from tests.browser.elsewhere import Elsewhere
from tests.browser.screen import Screen

PAGES = ("overview", "map", "timeline", "accounts", "risk", "incidents", "data", "methods")
PLANT = """address => {
    const blocked = [];
    document.addEventListener("securitypolicyviolation", event => blocked.push(
        event.effectiveDirective));
    const put = (name, values) => document.body.append(
        Object.assign(document.createElement(name), values));
    put("img", {src: address + "image"});
    put("link", {rel: "stylesheet", href: address + "style"});
    put("iframe", {src: address + "frame"});
    put("script", {src: address + "script"});
    put("div", {style: `background: url(${address}background)`});
    put("style", {textContent: `@import url(${address}import);`});
    const form = Object.assign(document.createElement("form"), {action: address + "form"});
    document.body.append(form);
    form.submit();
    navigator.sendBeacon(address + "beacon", "text");
    fetch(address + "fetch", {mode: "no-cors"}).catch(() => null);
    const kinds = ["connect-src", "form-action", "frame-src", "img-src", "script-src-elem",
                   "style-src-elem"];
    return new Promise(done => {
        const look = () => kinds.every(one => blocked.includes(one))
            ? done([...new Set(blocked)].sort()) : setTimeout(look, 20);
        look();
    });
}"""


def test_nothing_that_is_planted_reaches_another_host(
    browser: Browser, server: str, elsewhere: Elsewhere
) -> None:
    context = browser.new_context()
    screen = Screen(context.new_page(), server)
    for page in PAGES:
        screen.open(page)
        blocked = screen.page.evaluate(PLANT, elsewhere.address)
        assert {"img-src", "style-src-elem", "frame-src", "form-action"} <= {*blocked}
        assert screen.page.url.startswith(server)
    context.close()
    assert elsewhere.asked == ["/counted"]
