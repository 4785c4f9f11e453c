"""Pictures of the main pages for the documentation, made from a running demonstration.

    python tools/screenshots.py http://127.0.0.1:8000/ DATA_DIRECTORY

Needs Chromium and Pillow. Writes docs/images/application-*.png, below 150 kB each.
"""

from __future__ import annotations

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SIZE = {"width": 1280, "height": 960}
LARGEST = 150_000
COLOURS = (128, 64, 32)
SCENARIO = "Spring redesign"


def sign_in(page: Page, address: str, password: str) -> None:
    """Sign in as sales operations."""
    page.goto(f"{address}accounts/login/")
    page.locator("[name=login]").fill("operations@demo.example")
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/main/")


def scenario(page: Page, address: str) -> str:
    """Find the scenario of the pictures, or begin it; give its address."""
    page.goto(f"{address}main/scenarios/?q={SCENARIO.replace(' ', '+')}")
    found = page.locator("tbody a")
    if found.count():
        found.first.click()
    else:
        page.goto(f"{address}main/scenarios/new/")
        page.locator("[name=name]").fill(SCENARIO)
        page.locator("main form button:not([type=button])").last.click()
    page.wait_for_selector("[data-map][data-ready=true]", timeout=120_000)
    return page.url


def account(page: Page, address: str) -> str:
    """Give the address of the largest account."""
    page.goto(f"{address}main/accounts/?finding=owned")
    return f"{address.rstrip('/')}{page.locator('tbody a').first.get_attribute('href')}"


def take(page: Page, url: str, file: Path) -> None:
    """Take a picture of a page, with as many colours as its size allows."""
    page.goto(url)
    if page.locator("[data-map]").count():
        page.wait_for_selector("[data-map][data-ready=true]", timeout=120_000)
        page.wait_for_timeout(1_000)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in COLOURS:
        picture.quantize(colours).save(file, optimize=True)
        if file.stat().st_size < LARGEST:
            break
    print(f"{file.name}: {file.stat().st_size // 1000} kB")


def main() -> None:
    """Sign in, and take the pictures in both languages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address")
    parser.add_argument("data_directory", type=Path)
    asked = parser.parse_args()
    password = (asked.data_directory / "demo-password.txt").read_text().strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(120_000)
        sign_in(page, asked.address, password)
        pages = {
            "coverage": f"{asked.address}main/",
            "account": account(page, asked.address),
            "scenario": scenario(page, asked.address),
        }
        for language in ("en", "fr"):
            spoken = {"name": "django_language", "value": language, "url": asked.address}
            context.add_cookies([spoken])
            for name, url in pages.items():
                take(page, url, IMAGES / f"application-{name}-{language}.png")
        browser.close()


if __name__ == "__main__":
    main()
