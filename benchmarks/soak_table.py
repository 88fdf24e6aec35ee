"""What a soak has measured: the table by hour of sound, the picture, and whether it is flat."""

from __future__ import annotations

import csv
import statistics
from dataclasses import dataclass, fields
from pathlib import Path

SETTLED_H = 1.0
"""Hours of sound behind which nothing may grow: caches and allocator have their size by then."""
GROWTH = 0.04
"""Of resident memory per 8 hours, at most, by the straight line through what was measured."""


@dataclass(frozen=True)
class Line:
    """wall_s, cpu_s: seconds since the start, of the daemon's processor time. sound_h: hours heard.
    running: dictations under way; dictations: closed. handles: open file descriptors."""

    wall_s: float
    sound_h: float
    running: int
    dictations: int
    rss_mib: float
    handles: int
    threads: int
    children: int
    cpu_s: float


def read_lines(file: Path) -> list[Line]:
    kinds = {one.name: float if one.type == "float" else int for one in fields(Line)}
    with file.open(newline="") as opened:
        return [
            Line(**{name: kinds[name](value) for name, value in row.items()})
            for row in csv.DictReader(opened)
        ]


def table(lines: list[Line]) -> str:
    """Markdown: one row per hour of sound."""
    rows = [
        "| hour of sound | looks | memory MiB: median | highest | handles: median | highest "
        "| threads: median | highest | children | wall min | CPU min |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for hour in range(int(lines[-1].sound_h) + 1):
        own = [line for line in lines if int(line.sound_h) == hour]
        if not own:
            continue
        rss, handles = [line.rss_mib for line in own], [line.handles for line in own]
        threads = [line.threads for line in own]
        rows.append(
            f"| {hour}–{hour + 1} | {len(own)} | {statistics.median(rss):.0f} | {max(rss):.0f} "
            f"| {statistics.median(handles):.0f} | {max(handles)} "
            f"| {statistics.median(threads):.0f} | {max(threads)} "
            f"| {max(line.children for line in own)} | {own[-1].wall_s / 60:.0f} "
            f"| {own[-1].cpu_s / 60:.1f} |"
        )
    first, last = lines[0], lines[-1]
    rows.append(
        f"\nBefore the first dictation: {first.rss_mib:.0f} MiB, {first.handles} handles, "
        f"{first.threads} threads. At the end, {last.running} running: {last.rss_mib:.0f} MiB, "
        f"{last.handles} handles, {last.threads} threads."
    )
    return "\n".join(rows)


def flat(lines: list[Line]) -> list[str]:
    """What grew; [] where it is flat or where too little was measured."""
    settled = [line for line in lines if line.sound_h >= SETTLED_H]
    if len(settled) < 10 or settled[-1].sound_h - settled[0].sound_h < 0.5:
        return []
    found = []
    hours = [line.sound_h for line in settled]
    rss = statistics.linear_regression(hours, [line.rss_mib for line in settled])
    middle = statistics.median(line.rss_mib for line in settled)
    change = 8 * rss.slope / middle
    print(
        f"Memory from hour {SETTLED_H:.0f} on: {rss.slope:+.2f} MiB an hour ({change:+.1%} in 8 h)"
    )
    if change > GROWTH:
        found.append(f"memory grows by {change:.1%} in 8 hours")
    half = len(settled) // 2
    for what in ("handles", "threads"):
        values = [getattr(line, what) for line in settled]
        before, behind = max(values[:half]), max(values[half:])
        print(f"Most {what}: {before} in the first half, {behind} in the second")
        if behind > before + 3:
            found.append(f"{what}: {before}, then {behind}")
    return found


def picture(lines: list[Line], file: Path) -> None:
    """Memory, handles and threads over hours of sound. Needs Pillow."""
    from PIL import Image, ImageDraw

    width, height, left = 900, 200, 90
    image = Image.new("RGB", (width, 3 * height), "white")
    draw = ImageDraw.Draw(image)
    longest = max(line.sound_h for line in lines) or 1.0
    for number, (name, title) in enumerate(
        (("rss_mib", "memory, MiB"), ("handles", "file handles"), ("threads", "threads"))
    ):
        top, bottom = number * height + 20, (number + 1) * height - 30
        values = [getattr(line, name) for line in lines]
        most = 1.15 * max(values)
        points = [
            (
                left + (width - left - 20) * line.sound_h / longest,
                bottom - (bottom - top) * v / most,
            )
            for line, v in zip(lines, values, strict=True)
        ]
        draw.line([(left, top), (left, bottom), (width - 20, bottom)], fill="black")
        draw.text((left + 6, top - 14), f"{title} (highest {max(values):.0f})", fill="black")
        for part in (0, 0.5, 1):
            y = bottom - (bottom - top) * part
            draw.text((30, y - 5), f"{most * part:.0f}", fill="black")
        for hour in range(int(longest) + 1):
            x = left + (width - left - 20) * hour / longest
            draw.text((x - 3, bottom + 6), f"{hour} h", fill="black")
        draw.line(points, fill="#1f5fa8", width=2)
    image.save(file)
