"""Make outlines.json.gz from world-atlas; README.md says how to run it and what it changes."""

import gzip
import json
import sys
from pathlib import Path

import pycountry
from shapely import LineString, MultiPolygon, Polygon, unary_union

GRIDS = {"coarse": ("countries-110m.json", 10, 0.05), "fine": ("countries-50m.json", 50, 0.012)}
INTO = {"N. Cyprus": "CY", "Somaliland": "SO"}  # as the United Nations draws them
CODES = {"Kosovo": "XK"}
CRIMEA = (32, 44, 37, 46.5)  # of Ukraine to the United Nations; Natural Earth follows control


def polygons(path, grid, tolerance):
    """Yield (name, numeric code, rings) with arcs simplified once, so that neighbors keep their common line."""
    topology = json.loads(path.read_text())
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        line = LineString(points).simplify(tolerance) if len(points) > 2 else LineString(points)
        arcs.append([(round(x * grid), round(y * grid)) for x, y in line.coords])

    def ring(numbers):
        found = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            found += arc if not found else arc[1:]
        return unwrapped(found, grid)

    for shape in topology["objects"]["countries"]["geometries"]:
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        yield shape["properties"]["name"], shape.get("id", ""), [[ring(each) for each in part] for part in parts]


def unwrapped(points, grid):
    """Let a ring that crosses the 180th meridian go on beyond it; one around the pole is closed there."""
    turn, before, found = 0, points[0][0], []
    for x, y in points:
        turn += -360 * grid if x - before > 180 * grid else 360 * grid if before - x > 180 * grid else 0
        found.append((x + turn, y))
        before = x
    if found[0] != found[-1]:
        found += [(found[-1][0], -90 * grid), (found[0][0], -90 * grid), found[0]]
    return found


def countries(path, grid, tolerance):
    """Return the rows of all countries: [code, [ring, …]]."""
    found = {}
    for name, number, parts in polygons(path, grid, tolerance):
        country = pycountry.countries.get(numeric=number.zfill(3)) if number else None
        code = INTO.get(name) or CODES.get(name) or (country.alpha_2 if country else name)
        for part in parts:
            rings = [each for each in part if len(set(each)) > 3]
            if not rings or rings[0] is not part[0]:
                continue
            polygon = Polygon(rings[0], rings[1:]).buffer(0)
            if polygon.is_empty:
                continue
            x, y = polygon.centroid.x / grid, polygon.centroid.y / grid
            moved = code == "RU" and CRIMEA[0] < x < CRIMEA[2] and CRIMEA[1] < y < CRIMEA[3]
            found.setdefault("UA" if moved else code, []).append(polygon)
    rows = []
    for code in sorted(found):
        whole = unary_union(found[code])
        parts = whole.geoms if isinstance(whole, MultiPolygon) else [whole]
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        rows.append([code if len(code) == 2 else "", [steps(ring.coords[:-1]) for ring in rings]])
    return rows


def steps(points):
    """Write a ring as its first point and the steps from each to the next."""
    flat, before = [], (0, 0)
    for x, y in ((round(x), round(y)) for x, y in points):
        flat += [x - before[0], y - before[1]]
        before = x, y
    return flat


def main(folder):
    """Write the outlines beside this file."""
    data = {
        name: {"grid": grid, "countries": countries(Path(folder) / file, grid, tolerance)}
        for name, (file, grid, tolerance) in GRIDS.items()
    }
    written = json.dumps(data, separators=(",", ":")).encode()
    Path(__file__).with_name("outlines.json.gz").write_bytes(gzip.compress(written, 9, mtime=0))


main(sys.argv[1])
