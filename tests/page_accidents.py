"""Test helper: a browser's microphone that is pulled and plugged, a daemon that does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from chromium import Page


def lose_the_microphone(page: Page) -> None:
    """As if its plug were pulled: its track ends, and none is found any more. It was switched on behind
    `hold_the_microphone`."""
    page.js("""
      window.pulled = true;
      for (const track of window.microphones.flatMap((one) => one.getAudioTracks())) track.dispatchEvent(new Event('ended'));
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    """)


def plug_the_microphone(page: Page) -> None:
    page.js("""
      window.pulled = false;
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    """)


def hold_the_microphone(page: Page) -> None:
    """From now on what the page opens can be pulled."""
    page.js("""
      if (window.microphones) return;
      window.microphones = [];
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        if (window.pulled) throw new DOMException('none', 'NotFoundError');
        const stream = await open(wanted);
        window.microphones.push(stream);
        return stream;
      };
    """)


@contextmanager
def without_the_daemon(page: Page) -> Iterator[None]:
    """No request of REST gets through; the page's own files do."""
    command = page.driver.execute_cdp_cmd
    command("Network.enable", {})
    command("Network.setBlockedURLs", {"urls": ["*/api/*", "*/v1/*"]})
    try:
        yield
    finally:
        command("Network.setBlockedURLs", {"urls": []})
