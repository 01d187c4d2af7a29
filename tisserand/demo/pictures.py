"""The pictures of the example: drawn here, so that nothing is carried along."""

import math
from io import BytesIO

from PIL import Image, ImageDraw

from tisserand.mail.written import pictures

WIDTH, HEIGHT = 1680, 1000
INK, PAPER, INDIGO, MADDER, HEM = "#3d3128", "#fbf8f1", "#2f3f8f", "#a4492b", "#e2d9c8"


def drawn(name: str, description: str) -> pictures.Drawn:
    """One of those below, as somebody would join it. KeyError when there is no such picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    KNOWN[name](ImageDraw.Draw(image))
    file = BytesIO()
    image.save(file, "PNG")
    return pictures.draw(f"{name}.png", BytesIO(file.getvalue()), file.tell()).described(description)


def attendance(pen: ImageDraw.ImageDraw) -> None:
    """Bars that grow: people present, week after week."""
    people = (12, 14, 13, 17, 21, 24, 27)
    for line in range(0, 31, 5):
        y = HEIGHT - 120 - line * 27
        pen.line((140, y, WIDTH - 60, y), fill=HEM, width=3)
        pen.text((70, y - 24), str(line), fill=INK, font_size=44)
    for week, count in enumerate(people):
        left = 190 + week * 205
        top = HEIGHT - 120 - count * 27
        pen.rectangle((left, top, left + 130, HEIGHT - 120), fill=INDIGO if week < 6 else MADDER)
        pen.text((left + 36, top - 60), str(count), fill=INK, font_size=48)
        pen.text((left + 30, HEIGHT - 100), f"S{week + 1}", fill=INK, font_size=48)


def workshop(pen: ImageDraw.ImageDraw) -> None:
    """A white board after a meeting, as a phone takes it: a circle of names around one question."""
    pen.rectangle((90, 70, WIDTH - 90, HEIGHT - 70), fill="#ffffff", outline="#b8b2a6", width=18)
    middle, reach = (WIDTH // 2, HEIGHT // 2), 330
    pen.ellipse((middle[0] - 170, middle[1] - 90, middle[0] + 170, middle[1] + 90), outline=MADDER, width=9)
    pen.text((middle[0] - 112, middle[1] - 36), "Qui parle ?", fill=MADDER, font_size=46)
    for at, name in enumerate(("Hawa", "Franck", "Hugo", "Corinne", "Patrick", "Sylvie")):
        turn = at * math.tau / 6 - 0.4
        x, y = middle[0] + reach * 1.7 * math.cos(turn), middle[1] + reach * math.sin(turn)
        near = (middle[0] + 185 * math.cos(turn), middle[1] + 105 * math.sin(turn))
        pen.line((*near, x - 60 * math.cos(turn), y - 30 * math.sin(turn)), fill=INDIGO, width=7)
        pen.text((x - 70, y - 26), name, fill=INK, font_size=54)


KNOWN = {"attendance": attendance, "workshop": workshop}
