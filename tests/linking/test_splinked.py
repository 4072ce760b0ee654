"""Splink finds the pairs that our own search finds, and the judgements come out the same."""

import sys

import pytest
from things import thing

from amazongraph.errors import SettingsError
from amazongraph.linking.candidates import candidates
from amazongraph.linking.splinked import splink_pairs

HERE, RIVER, FAR = (-75.0, -8.0), (-75.0, -8.02), (-75.0, -9.8)
OWN = [
    thing("a", "C.N. Flor de Ucayali", "Flor", point=HERE, units=["250101"]),
    thing("b", "Nueva Esperanza II", point=HERE, units=["250101"]),
    thing("c", "Unipacuyacu", units=["100902"]),
    thing("d", "San José", point=FAR),
]
OTHERS = [
    thing("w", "FLOR DE UCAYALI", point=RIVER, units=["250101"]),
    thing("x", "NUEVA ESPERANZA", point=HERE, units=["250101"]),
    thing("y", "Unipacuyaco", units=["100902"]),
    thing("z", "San José", point=HERE),
]


def test_splink_and_our_own_search_come_to_the_same() -> None:
    pytest.importorskip("splink", reason="the extra splink is not installed")
    found = candidates(OWN, OTHERS, splink_pairs)
    assert [(one.one.names[0], one.other.names[0]) for one in found] == [
        ("C.N. Flor de Ucayali", "FLOR DE UCAYALI"),
        ("Unipacuyacu", "Unipacuyaco"),
    ]
    assert found == candidates(OWN, OTHERS)


def test_nothing_is_found_in_nothing() -> None:
    pytest.importorskip("splink", reason="the extra splink is not installed")
    assert splink_pairs([], OTHERS).is_empty()


def test_without_the_extra_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(SettingsError, match="pip install"):
        splink_pairs(OWN, OTHERS)
