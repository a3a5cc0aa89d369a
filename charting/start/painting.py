"""Makes the commands ready to paint: pages and pictures without a window, and without a screen."""

from __future__ import annotations

import os
import sys
from typing import Any

from charting.start.preflight import check_fonts, check_window_system


def get_ready_to_paint() -> Any:
    """The Qt application of this process, made without a window unless there is one; keep what is returned.

    A Problem says what is missing on this computer.
    """
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    check_window_system()
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    check_fonts()
    return app
