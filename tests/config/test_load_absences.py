"""`sluitend import absence`: load a file from a shell, as one attendance officer of one municipality."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluitend.config import load_absences
from sluitend.records.models import AbsenceReport, User
from tests.services.test_absences import ROW, csv_file, many
from tests.world import Place, World, acting


def email(place: Place, who: str) -> str:
    return User.objects.get(pk=place.people[who].user_id).email


def run(world: World, path: Path, who: str = "attendance", slug: str = "vlierdam") -> tuple[int, list[str]]:
    said: list[str] = []
    return load_absences.run(path, slug, email(world.home, who), said.append), said


def test_a_file_is_loaded_with_visible_progress(world: World, tmp_path: Path) -> None:
    file = tmp_path / "verzuim.csv"
    file.write_bytes(csv_file(*many(3), {**ROW, "melding_id": "?"}).getvalue())
    code, said = run(world, file)
    assert code == 2
    assert said[0] == "4 van 4 regels"
    assert "3 nieuw" in said[1]
    assert run(world, file)[0] == 2
    with acting(world.home.attendance):
        assert AbsenceReport.objects.count() == 3


@pytest.mark.parametrize(
    ("who", "slug"), [("intake", "vlierdam"), ("attendance", "kleinvoort"), ("attendance", "nergens")]
)
def test_only_an_officer_of_that_municipality_loads(world: World, tmp_path: Path, who: str, slug: str) -> None:
    file = tmp_path / "verzuim.csv"
    file.write_bytes(csv_file(ROW).getvalue())
    with pytest.raises(load_absences.ImportFault, match="geen leerplichtambtenaar"):
        run(world, file, who, slug)


def test_a_file_that_is_not_there_or_not_right_is_one_sentence(world: World, tmp_path: Path) -> None:
    with pytest.raises(load_absences.ImportFault, match="niet te lezen"):
        run(world, tmp_path / "weg.csv")
    wrong = tmp_path / "fout.csv"
    wrong.write_bytes(b"\xff")
    with pytest.raises(load_absences.ImportFault, match="geen UTF-8"):
        run(world, wrong)
