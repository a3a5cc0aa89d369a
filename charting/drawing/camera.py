"""Where millimetres of a view lie on the screen: a value, made anew by each zoom and pan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

MOST_ZOOM = 12.0
LEAST_ZOOM = 0.5


@dataclass(frozen=True, slots=True)
class Camera:
    """`scale` is px per mm; `x`, `y` is the pixel of the view's origin."""

    scale: float
    x: float
    y: float
    fitted: float

    @classmethod
    def fit(cls, box: QRectF, size: QSizeF) -> Camera:
        """The whole box (mm) in the middle of `size` (px)."""
        scale = max(min(size.width() / box.width(), size.height() / box.height()), 0.05)
        x = size.width() / 2 - box.center().x() * scale
        y = size.height() / 2 - box.center().y() * scale
        return cls(scale, x, y, scale)

    def to_px(self, x_mm: float, y_mm: float) -> QPointF:
        return QPointF(self.x + x_mm * self.scale, self.y + y_mm * self.scale)

    def to_mm(self, place: QPointF) -> tuple[float, float]:
        return (place.x() - self.x) / self.scale, (place.y() - self.y) / self.scale

    def zoomed(self, factor: float, at: QPointF) -> Camera:
        """Nearer or farther, the millimetre under `at` (px) staying where it is."""
        scale = min(max(self.scale * factor, self.fitted * LEAST_ZOOM), self.fitted * MOST_ZOOM)
        real = scale / self.scale
        return replace(self, scale=scale, x=at.x() - (at.x() - self.x) * real, y=at.y() - (at.y() - self.y) * real)

    def panned(self, dx: float, dy: float) -> Camera:
        return replace(self, x=self.x + dx, y=self.y + dy)

    @property
    def is_fitted(self) -> bool:
        return abs(self.scale - self.fitted) < 1e-9

    def transform(self) -> QTransform:
        """For a painter that paints millimetres."""
        return QTransform(self.scale, 0, 0, self.scale, self.x, self.y)
