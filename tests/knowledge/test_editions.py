"""Editions are frozen: complete or absent, equal for equal sources, and damage is noticed. With the command that adds them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from carrel.foundation.knowledge import actions, queries
from carrel.foundation.knowledge.errors import EditionIsDamaged, EditionIsUnknown, SourceIsUnreadable
from carrel.foundation.vocabulary.genome import Assembly
from carrel.interfaces.cli.knowledge import knowledge


pytestmark = pytest.mark.row("M5")
SITES = "chrom\tpos\tref\talt\taf\n1\t100\tA\tC\t0.25\n"
STATED = actions.Stated("1", Assembly.GRCH38, "internal")


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    path = tmp_path / "internal.tsv"
    path.write_text(SITES)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_equal_sources_give_byte_identical_editions_in_any_store(sites: Path, tmp_path: Path) -> None:
    one = actions.add("gnomad", [sites], store=tmp_path / "one", stated=STATED)
    two = actions.add("gnomad", [sites], store=tmp_path / "two", stated=STATED)
    assert one.id == two.id
    assert contents(Path(one.folder)) == contents(Path(two.folder))
    assert str(tmp_path) not in (Path(one.folder) / "edition.json").read_text()


def test_adding_again_changes_nothing(sites: Path, own_store: Path) -> None:
    first = actions.add("gnomad", [sites], store=own_store, stated=STATED)
    before = (Path(first.folder) / "edition.json").stat().st_mtime_ns
    assert actions.add("gnomad", [sites], store=own_store, stated=STATED) == first
    assert (Path(first.folder) / "edition.json").stat().st_mtime_ns == before
    assert [path.name for path in (own_store / "knowledge").iterdir()] == [first.id]


def test_other_bytes_give_another_edition(sites: Path, own_store: Path) -> None:
    actions.add("gnomad", [sites], store=own_store, stated=STATED)
    sites.write_text(SITES + "1\t101\tA\tC\t0.25\n")
    actions.add("gnomad", [sites], store=own_store, stated=STATED)
    assert len(queries.editions(own_store)) == 2


def test_damage_of_any_kind_is_noticed(sites: Path, own_store: Path) -> None:
    edition = actions.add("gnomad", [sites], store=own_store, stated=STATED)
    folder = Path(edition.folder)
    assert queries.verify(folder) == ()
    keys = folder / "internal" / "1.keys"
    keys.write_bytes(b"\0" * 8)
    (folder / "internal" / "1.parquet").unlink()
    (folder / "more.txt").write_text("x")
    manifest = json.loads((folder / "edition.json").read_text())
    (folder / "edition.json").write_text(json.dumps({**manifest, "version": "2"}))
    sentences = " ".join(queries.verify(folder))
    for part in ("manifest", "1.parquet of edition", "more.txt", "1.keys of edition"):
        assert part in sentences


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"id": 1}', "[" * 100_000])
def test_a_damaged_manifest_is_told_in_one_sentence(sites: Path, own_store: Path, content: str) -> None:
    edition = actions.add("gnomad", [sites], store=own_store, stated=STATED)
    (Path(edition.folder) / "edition.json").write_text(content)
    with pytest.raises(EditionIsDamaged, match="missing or damaged"):
        queries.editions(own_store)


def test_a_table_that_does_not_fit_its_keys_is_not_read(sites: Path, own_store: Path) -> None:
    folder = Path(actions.add("gnomad", [sites], store=own_store, stated=STATED).folder)
    keys = folder / "internal" / "1.keys"
    keys.write_bytes(keys.read_bytes() * 2)
    with pytest.raises(EditionIsDamaged, match="does not fit its keys"):
        queries.overall_frequencies(folder, "1", [100], ["A"], ["C"])


def test_a_folder_that_is_being_written_is_not_seen(sites: Path, own_store: Path) -> None:
    edition = actions.add("gnomad", [sites], store=own_store, stated=STATED)
    (own_store / "knowledge" / ".adding-x").mkdir()
    assert [one.id for one in queries.editions(own_store)] == [edition.id]


def test_the_latest_edition_is_by_version_as_numbers_and_of_the_right_assembly(sites: Path, own_store: Path) -> None:
    for version, assembly in (("4.9", Assembly.GRCH38), ("4.10", Assembly.GRCH38), ("5", Assembly.GRCH37)):
        actions.add("gnomad", [sites], store=own_store, stated=actions.Stated(version, assembly, "internal"))
    newest = queries.latest(own_store, "gnomad", Assembly.GRCH38)
    assert newest is not None
    assert newest.version == "4.10"
    assert queries.latest(own_store, "clinvar") is None


def test_an_unknown_edition_is_told_with_what_is_there(sites: Path, own_store: Path) -> None:
    edition = actions.add("gnomad", [sites], store=own_store, stated=STATED)
    assert queries.edition(own_store, edition.id[:9]) == edition
    with pytest.raises(EditionIsUnknown, match=edition.id):
        queries.edition(own_store, "../../etc")


def test_a_version_that_is_told_nowhere_must_be_stated(sites: Path, own_store: Path) -> None:
    with pytest.raises(SourceIsUnreadable, match="state it with --edition"):
        actions.add("gnomad", [sites], store=own_store, stated=actions.Stated("", Assembly.GRCH38, "internal"))
    with pytest.raises(SourceIsUnreadable, match="no kind of knowledge 'x'"):
        actions.add("x", [sites], store=own_store)


def test_a_hostile_version_stays_inside_the_store(sites: Path, own_store: Path) -> None:
    stated = actions.Stated("../../../tmp/x\n", Assembly.GRCH38, "internal")
    edition = actions.add("gnomad", [sites], store=own_store, stated=stated)
    assert Path(edition.folder).parent == own_store / "knowledge"


def test_the_files_of_hpo_are_kept_byte_for_byte_under_fixed_names(test_data: Path, own_store: Path) -> None:
    files = [
        test_data / "hpo" / n for n in ("hp.v2024-04-26.json.gz", "phenotype.hpoa.gz", "genes_to_phenotype.txt.gz")
    ]
    edition = actions.add("hpo", files, store=own_store)
    assert edition.version == "2024-04-26"
    for path, name in zip(files, ("hp.json.gz", "phenotype.hpoa.gz", "genes_to_phenotype.txt.gz"), strict=True):
        assert (Path(edition.folder) / name).read_bytes() == path.read_bytes()


BAD_HPO = {
    "unknown": (b"hello", "none of hp.json, hp.obo, phenotype.hpoa"),
    "no ontology": (b"#Format: entrez-gene-id\n8192\tCLPP\n", "needs the ontology"),
    "truncated": (gzip.compress(b'{"id": "http://purl.obolibrary.org/obo/hp.json"}' * 99)[:-9], "truncated"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_HPO.values(), ids=BAD_HPO.keys())
def test_bad_files_of_hpo_are_refused(tmp_path: Path, own_store: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "hp.json"
    path.write_bytes(content)
    with pytest.raises(SourceIsUnreadable, match=sentence):
        actions.add("hpo", [path], store=own_store, stated=actions.Stated("1"))


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(knowledge, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_the_command_adds_lists_shows_and_verifies(sites: Path, own_store: Path) -> None:
    assert "No edition is in" in run("list")
    added = run("add", "gnomad", sites, "--edition", "1", "--assembly", "GRCh38", "--dataset", "internal")
    (edition,) = queries.editions(own_store)
    assert f"Added {edition.id}: gnomad, 1, GRCh38, 1 rows." in added
    assert edition.id in run("list")
    assert json.loads(run("list", "--json"))[0]["id"] == edition.id
    assert edition.sources[0].sha256 in run("show", "gnomad")
    assert json.loads(run("show", "gnomad", "--json"))["datasets"] == [["internal", ["ALL"]]]
    assert run("verify").startswith("KEPT")
    (Path(edition.folder) / "internal" / "1.keys").write_bytes(b"")
    assert "BROKEN" in run("verify", edition.id, code=1)


def test_the_command_ends_with_one_sentence_on_bad_input(sites: Path, own_store: Path) -> None:
    assert "Error: internal.tsv cannot be used" in run("add", "gnomad", sites, code=1)
    assert "Error: Edition 'x'" in run("show", "x", code=1)


def test_a_store_that_cannot_be_written_is_told(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARREL_STORE", str(sites / "below-a-file"))
    stated = ("--edition", "1", "--assembly", "GRCh38", "--dataset", "internal")
    assert "cannot be used" in run("add", "gnomad", sites, *stated, code=1)
