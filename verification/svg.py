"""Figures of the studies: those of Otkel itself."""

from otkel.app.svg import (
    BLUE,
    GREY,
    GRID,
    INK,
    ORANGE,
    PAPER,
    SOFT,
    Box,
    Picture,
    Series,
    bars,
    legend,
    lines,
    ticks,
)

__all__ = [
    "BLUE",
    "GREY",
    "GRID",
    "INK",
    "ORANGE",
    "PAPER",
    "SOFT",
    "Box",
    "Picture",
    "Series",
    "bars",
    "legend",
    "lines",
    "ticks",
]
