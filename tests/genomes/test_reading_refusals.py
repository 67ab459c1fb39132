"""Files that cannot be read end in one sentence that says what, where and what to do; nothing half-written is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from carrel.care.genomes import actions, errors, queries
from carrel.care.genomes.values import ReadRequest, VariantFile
from carrel.foundation.vocabulary.genome import Assembly
from tests.genomes.families import CONTIG, TRIO, header, line, request, write


def refused(kind: type[errors.GenomesCannotBeRead], given: ReadRequest, store: Path) -> str:
    with pytest.raises(kind) as caught:
        actions.read_family(given, store)
    message = str(caught.value)
    assert message.endswith((".", ".)"))
    assert "\n" not in message
    assert not list((store / "tables").glob("[!.]*"))
    assert not list((store / "tables").glob(".reading*"))
    return message


def many_lines(count: int = 3000) -> str:
    return header() + "".join(line(1000 + number) for number in range(count))


@pytest.mark.parametrize("cut", [28, 40, 3000])
def test_a_file_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "a.vcf.gz", many_lines())
    path.write_bytes(path.read_bytes()[:-cut])
    assert "a.vcf.gz is cut off" in refused(errors.FileIsTruncated, request(path), tmp_path / "s")


def test_a_file_whose_end_is_there_but_whose_middle_is_damaged(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf.gz", many_lines())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    assert "a.vcf.gz is damaged" in refused(errors.FileIsTruncated, request(path), tmp_path / "s")


def test_a_gzip_stream_without_an_end(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "a.vcf.gz"
    path.write_bytes(gzip.compress(many_lines().encode())[:-20])
    assert "cut off" in refused(errors.FileIsTruncated, request(path), tmp_path / "s")


def test_a_file_of_no_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf.gz"
    path.touch()
    assert "empty" in refused(errors.FileIsEmpty, request(path), tmp_path / "s")


@pytest.mark.parametrize("content", [b"dear colleague, the VCF follows\n", b"##hello\nworld\n", b"\x00\x01\x02"])
def test_a_file_that_is_no_vcf_whatever_its_name_says(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.vcf.gz"
    path.write_bytes(content)
    assert "a.vcf.gz is not a VCF" in refused(errors.FileIsNotVcf, request(path), tmp_path / "s")


def test_a_vcf_without_its_column_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf", header().rsplit("#CHROM", 1)[0])
    assert "#CHROM" in refused(errors.FileIsNotVcf, request(path), tmp_path / "s")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "no file nothing.vcf" in refused(errors.FileIsMissing, request(tmp_path / "nothing.vcf"), tmp_path / "s")
    assert "is a folder" in refused(errors.FileIsMissing, request(tmp_path), tmp_path / "s")


def test_a_pipe_is_refused_at_once_because_opening_it_would_wait_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.vcf")
    assert "is a pipe" in refused(errors.FileIsMissing, request(tmp_path / "a.vcf"), tmp_path / "s")
    file = VariantFile(str(tmp_path / "a.vcf"), {})
    with pytest.raises(errors.FileIsMissing, match="pipe"):
        queries.structural_variants([file], [], Assembly.GRCH38)


def test_a_bcf_that_is_cut_off_is_told_in_the_words_of_bcftools_without_their_wrapping(tmp_path: Path) -> None:
    import gzip

    from pysam import bcftools

    plain = write(tmp_path / "a.vcf", many_lines())
    bcftools.view("-Ob", "-o", str(tmp_path / "a.bcf"), str(plain), catch_stdout=False)
    (tmp_path / "b.bcf").write_bytes(gzip.decompress((tmp_path / "a.bcf").read_bytes())[:20_000])
    message = refused(errors.AnnotationFailed, request(tmp_path / "b.bcf"), tmp_path / "s")
    assert "b.bcf: 'Error: BCF read error'" in message


def test_a_sample_that_the_header_names_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf", header(["C", "F", "M", "M"]))
    assert "names the sample M twice" in refused(errors.FileIsNotVcf, request(path), tmp_path / "s")
    with pytest.raises(errors.FileIsNotVcf, match="twice"):
        queries.structural_variants([VariantFile(str(path), {"C": "C"})], ["C"], Assembly.GRCH38)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf", header())
    path.chmod(0)
    assert "permission" in refused(errors.FileIsMissing, request(path), tmp_path / "s")


def test_a_person_who_is_not_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf", header(["C", "F", "X"]))
    message = refused(errors.PersonIsNotInFile, request(path), tmp_path / "s")
    assert "'M'" in message
    assert "C, F, X" in message


def test_consequences_whose_fields_the_header_does_not_name(tmp_path: Path) -> None:
    text = (header() + line()).replace("Format: ", "")
    refused(errors.AnnotationIsMissing, request(write(tmp_path / "a.vcf", text)), tmp_path / "s")


def test_no_consequences_and_nothing_to_derive_them_from(tmp_path: Path) -> None:
    text = header().replace("ID=CSQ", "ID=XYZ") + line()
    assert "GFF3" in refused(errors.AnnotationIsMissing, request(write(tmp_path / "a.vcf", text)), tmp_path / "s")


def test_two_builds_in_one_header(tmp_path: Path) -> None:
    text = header(contigs=[CONTIG, "##contig=<ID=chr2,length=243199373>"])
    refused(errors.AssembliesDisagree, request(write(tmp_path / "a.vcf", text)), tmp_path / "s")


def test_two_files_of_two_builds(tmp_path: Path) -> None:
    one = write(tmp_path / "1.vcf", header(["C"]))
    two = write(tmp_path / "2.vcf", header(["F"], contigs=["##contig=<ID=chr1,length=249250621>"]))
    files = (VariantFile(str(one), {"C": "C"}), VariantFile(str(two), {"F": "F"}))
    message = refused(errors.AssembliesDisagree, ReadRequest(files, ("C", "F")), tmp_path / "s")
    assert "1.vcf (GRCh38)" in message


def test_another_build_than_stated_and_none_at_all(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf", header())
    refused(errors.AssembliesDisagree, request(path, assembly=Assembly.GRCH37), tmp_path / "s")
    bare = write(tmp_path / "b.vcf", header(contigs=[]))
    refused(errors.AssemblyIsUnknown, request(bare), tmp_path / "s")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (line().replace("\tPASS", ""), "columns"),
        (line(people=("0/1", "0/0")), "columns"),
        ("chr1\t1000\n", "columns"),
        (line(position="abc"), "position"),
        (line(position=250_000_000), "beyond the end"),
        (line(people=("0/2", "0/0", "0/0")), "allele"),
        (line(people=("0/x", "0/0", "0/0")), "allele"),
    ],
)
def test_a_malformed_line_is_named_by_its_number(tmp_path: Path, bad: str, said: str) -> None:
    text = many_lines(5000)
    path = write(tmp_path / "a.vcf.gz", text + bad + line(9000))
    message = refused(errors.LineIsMalformed, request(path), tmp_path / "s")
    assert said in message
    assert f"Line {text.count(chr(10)) + 1:,} of a.vcf.gz" in message


def test_a_full_disk(tmp_path: Path) -> None:
    store = tmp_path / "small"
    store.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(store)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small file system")
    try:
        path = write(tmp_path / "a.vcf.gz", many_lines())
        assert "cannot be written" in refused(errors.StoreCannotBeWritten, request(path), store)
    finally:
        subprocess.run(["umount", str(store)], check=True)


def test_a_store_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "s").touch()
    with pytest.raises(errors.StoreCannotBeWritten):
        actions.read_family(request(write(tmp_path / "a.vcf", header())), tmp_path / "s")


def test_a_damaged_table_is_told(tmp_path: Path) -> None:
    table = actions.read_family(request(write(tmp_path / "a.vcf", header() + line())), tmp_path / "s")
    (table / "candidates.json").write_text("[[")
    with pytest.raises(errors.TableCannotBeOpened):
        queries.open_table(table).candidates()
    with pytest.raises(errors.TableCannotBeOpened):
        queries.open_table(tmp_path)


def test_a_killed_reading_leaves_nothing_and_the_next_one_succeeds(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf.gz", many_lines(30_000))
    store = tmp_path / "s"
    program = (
        "import sys; from pathlib import Path; from carrel.care.genomes import actions; "
        "from tests.genomes.families import request; actions.read_family(request(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    child = subprocess.Popen([sys.executable, "-c", program, str(path), str(store)], env=environment)
    deadline = time.monotonic() + 60
    while not list(store.glob("tables/.reading-*")) and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not list(store.glob("tables/[!.]*"))
    table = actions.read_family(request(path), store)
    assert len(queries.open_table(table).candidates()) == 30_000
    assert [folder.name for folder in (store / "tables").iterdir()] == [table.name]


def test_two_readings_of_the_same_files_do_not_clash(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    path = write(tmp_path / "a.vcf.gz", many_lines())
    with ThreadPoolExecutor(4) as pool:
        tables = set(pool.map(lambda _: actions.read_family(request(path, people=TRIO), tmp_path / "s"), range(4)))
    assert len(tables) == 1
    assert len(queries.open_table(tables.pop()).candidates()) == 3000


def test_files_joined_by_hand_are_refused_because_samples_may_be_in_another_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf.gz", header() + line(1000) + header() + line(2000))
    assert "header lines among its records" in refused(errors.LineIsMalformed, request(path), tmp_path / "s")
