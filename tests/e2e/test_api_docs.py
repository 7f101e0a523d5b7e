"""The page to read and try the REST API works under the strict content security policy."""

from playwright.sync_api import Page, expect


def test_a_visitor_reads_how_to_change_a_member(page: Page) -> None:
    page.set_default_timeout(120_000)  # milliseconds: the description is long, and drawn as a whole
    page.goto("/api/docs/")
    page.locator("#operations-tag-members").click()
    page.locator("#operations-members-members_update .opblock-summary-control").click()
    operation = page.locator("#operations-members-members_update")
    expect(operation).to_contain_text("A token needs the scope admin")
    expect(operation).to_contain_text("If-Match")
    operation.get_by_role("button", name="Try it out").click()
    expect(operation.get_by_role("button", name="Execute")).to_be_visible()
