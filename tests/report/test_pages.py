"""report.html and report.pdf: what a clinician reads."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from carrel.care.genomes.values import Call, CheckStatus, Problem, VariantKind
from carrel.care.interpretation.adapters import interpreted_genome, report_html, report_pdf
from carrel.care.interpretation.adapters.report_content import content
from carrel.care.interpretation.adapters.report_descent import origin
from carrel.care.interpretation.adapters.report_html_cards import LIGHTS
from carrel.care.interpretation.adapters.report_summary import misfits
from carrel.care.interpretation.adapters.wording import (
    AFFECTION_WORDS,
    CHECK_WORDS,
    FLAG_SENTENCES,
    MODE_NAMES,
    SEGREGATION_NAMES,
    SEGREGATION_SENTENCES,
    SEX_WORDS,
    TIER_NAMES,
    frequency_words,
    length_words,
    listed,
    relation,
)
from carrel.care.interpretation.rules import (
    cross_type,
    events,
    inheritance_match,
    known,
    pairs,
    repeats,
    segregation,
    structural,
    tiers,
)
from carrel.care.interpretation.values import Interpretation, NotExamined, Trace
from carrel.foundation.vocabulary.inheritance import (
    Affection,
    ModeOfInheritance,
    Rating,
    SegregationFilter,
    Sex,
    Tier,
)
from tests.report import samples


pytestmark = pytest.mark.row("M11")
every_sample = pytest.mark.parametrize("name", samples.ALL)


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.quiet = 0
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.quiet += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(interpretation: Interpretation) -> Page:
    return Page(report_html.render(interpretation, content(interpretation)))


@every_sample
def test_the_page_runs_no_script_and_asks_nothing_of_any_other_machine(name: str) -> None:
    found = page(samples.ALL[name]())
    assert not {"script", "iframe", "object", "embed", "img", "link", "form", "base"} & set(found.tags)
    for _, attribute, value in found.attributes:
        assert not attribute.startswith("on")
        if attribute in ("href", "src", "action", "data"):
            assert value.startswith("#")
    style = report_html.render(samples.trio(), content(samples.trio())).decode()
    assert "url(" not in style
    assert "@import" not in style


@every_sample
def test_every_link_has_its_target_and_every_identifier_is_unique(name: str) -> None:
    attributes = page(samples.ALL[name]()).attributes
    identifiers = [value for _, attribute, value in attributes if attribute == "id"]
    assert len(set(identifiers)) == len(identifiers)
    assert {value[1:] for _, attribute, value in attributes if attribute == "href"} <= set(identifiers)


def test_hostile_text_is_shown_as_text() -> None:
    found = page(samples.hostile())
    assert '<script>alert("1")</script>' in found.text
    assert "\u202e" not in found.text
    assert "\x1b" not in found.text


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("trio", "5 candidate diagnoses: 1 in tier 1, 1 in tier A and 3 in tier 2"),
        ("three_generations", "1 candidate diagnosis: SCN2A (tier 1)"),
        ("cousins", "2 candidate diagnoses: MT-TL1 (tier 1) and PNKP (tier 2)"),
        ("nothing", "No variant in tier 1 or 2"),
        ("blocked", "Stopped: the sample of the father does not fit the family"),
        ("unread", "Stopped: panel unknown"),
    ],
)
def test_the_headline_is_the_answer(name: str, headline: str) -> None:
    assert content(samples.ALL[name]()).headline == headline
    assert headline in page(samples.ALL[name]()).text


def test_a_blocked_case_says_why_and_what_to_do_and_shows_no_variant() -> None:
    text = page(samples.blocked()).text
    assert "Ask the laboratory whether samples were exchanged" in text
    assert "Concerns: Father (P-1002)" in text
    for secret in ("c.2995C>T", "165,344,703", "22q11.2", "USH2A", "GENE1", "Tier 1"):
        assert secret not in text


def test_what_was_not_examined_is_never_shown_as_nothing_found() -> None:
    text = page(samples.nothing()).text
    assert "Population frequencies were not examined" in text
    assert "ClinVar was not examined" in text
    assert "This does not rule a genetic cause out" in text
    unknown = replace(samples.trio(), table=replace(samples.summary(), frequency_sources=(), significance_sources=()))
    assert "Population frequency: not examined" in page(unknown).text
    assert "No record in gnomAD genomes" in page(samples.trio()).text


@pytest.mark.parametrize(
    "words",
    [
        "RD-2026-0042", "FAM-0042", "P-1003", "Seizure (HP:0001250), onset HP:0003593", "Ataxia (HP:0001251)", "Migraine (HP:0002076)",
        "285@9.1, signed off 2026-03-04; 3 of 5 genes green", "402@7.0, not signed off", "complete and incomplete", "GRCh38",
        "17 of 36 reads", "genotype quality 99", "de novo verdict: DeNovo 0.998", "ENST00000375437.7:c.2995C>T", "MANE Select",
        "ENSP00000364586.2:p.Gln999Ter", "high confidence (LOFTEE)", "SpliceAI 0.04", "rs796053138", "(VCV000207014)",
        "another variant with the same protein change", "Rank 1 of 4 genes, score 14.2", "OMIM:613721", "not described in OMIM:613721",
        "gnomAD exomes, South Asian", "0.21 %", "2 homozygotes", "It came from the father. Its partner is c.498_500del",
        "phased: copy 2 of set 49861700", "pair 1", "only copy", "Without a genotype here: mother", "loss of 2.55 Mb", "1 copy",
        "2 callers agree", "CNV_AUC", "up to 29 and 92 repeats", "Cannot be told from premutation.", "USH2A needs two", "FOXG1",
        "the repeat file has no sample of the mother", "ARX", "Contamination", "2.6 % of reads", "Manichaikul", "0.247", "not measured",
        "Heterozygous to homozygous", "XY", "4,712,332", "VEP CSQ", "4,201,123", "3 records had no genotype", "carrel-tiering-2026.1",
        "faf95", "2025-01-16", samples.HASH, "FAM-0042.vcf.gz", "812,331,201", "numpy 2.1.0", "Classified as: Tier1", "rule T2",
        "The mother's mean depth is 14", "CFTR needs two", "Green", "dominant or recessive; 402@7.0", "LP1",
    ],
)  # fmt: skip
def test_everything_that_a_reader_needs_is_on_the_page(words: str) -> None:
    assert words in page(samples.trio()).text


def test_long_lists_are_cut_with_a_sentence_that_says_how_many_more_there_are() -> None:
    whole = samples.hostile()
    text = page(whole).text
    assert "250 more are not shown here; interpretation.json has them all." in text
    assert "30 more are not shown here" in text
    assert "ACGT" * 40 not in text
    assert len(report_html.render(whole, content(whole))) < 1_000_000


def test_every_word_table_is_complete() -> None:
    assert set(TIER_NAMES) == set(Tier)
    assert set(MODE_NAMES) == set(ModeOfInheritance)
    assert set(SEGREGATION_NAMES) == set(SEGREGATION_SENTENCES) == set(SegregationFilter)
    assert set(LIGHTS) == {rating.value for rating in Rating}
    assert set(SEX_WORDS) == set(Sex)
    assert set(AFFECTION_WORDS) == set(Affection)
    assert len(CHECK_WORDS) == 4
    assert all(sentence.endswith(".") for sentence in FLAG_SENTENCES.values())


@pytest.mark.parametrize(
    ("frequency", "words"),
    [(0.0, "0"), (0.0021, "0.21 %"), (0.5, "50 %"), (1.0, "100 %"), (0.0000147, "0.0015 %"), (0.025, "2.5 %")],
)
def test_frequencies_are_told_with_two_digits_that_count(frequency: float, words: str) -> None:
    assert frequency_words(frequency) == words


def test_small_words() -> None:
    assert [length_words(size) for size in (1, 850, 12_300, 2_553_442)] == ["1 base", "850 bases", "12.3 kb", "2.55 Mb"]
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_relations_are_told_from_the_proband() -> None:
    told = {one: relation(samples.THREE_GENERATIONS, one) for one in samples.THREE_GENERATIONS.ids}
    assert told["II-2"] == "father"
    assert told["III-1"] == "brother"
    assert told["III-3"] == "half brother"
    assert told["II-1"] == "paternal aunt"
    assert told["I-4"] == "maternal grandmother"
    assert told["II-4"] == told["III-4"] == "relative"


# The PDF


@every_sample
def test_the_pdf_is_tagged_for_screen_readers_and_equal_every_time(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpretation = samples.ALL[name]()
    first = report_pdf.render(interpretation, content(interpretation))
    monkeypatch.chdir(tmp_path)
    assert report_pdf.render(interpretation, content(interpretation)) == first
    assert first.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in first or b"/ObjStm" in first
    assert b"pdfuaid" in first


def pdf_text(interpretation: Interpretation, folder: Path, page_range: tuple[str, ...] = ()) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    (folder / "report.pdf").write_bytes(report_pdf.render(interpretation, content(interpretation)))
    command = ["pdftotext", *page_range, "-layout", str(folder / "report.pdf"), "-"]
    return " ".join(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.replace("\u200b", "").split()
    )


def test_the_first_page_of_the_pdf_holds_the_answer_the_pedigree_and_the_table(tmp_path: Path) -> None:
    text = pdf_text(samples.trio(), tmp_path, ("-l", "1"))
    for words in (
        "5 candidate diagnoses",
        "Tier 1",
        "SCN2A c.2995C>T",
        "Proband",
        "P-1003",
        "17 of 36 reads",
        "Page 1 of",
        "RD-2026-0042",
    ):
        assert words in text


def test_a_blocked_pdf_shows_no_variant(tmp_path: Path) -> None:
    text = pdf_text(samples.blocked(), tmp_path)
    assert "does not fit the family" in text
    for secret in ("c.2995C>T", "22q11.2", "USH2A", "GENE1", "Tier 1"):
        assert secret not in text


def test_nothing_of_a_case_is_read_as_typst_source(tmp_path: Path) -> None:
    text = pdf_text(samples.hostile(), tmp_path)
    assert '#eval("1")' in text
    assert "$x^2$" in text
    assert "[U+4F60]" in text
    assert "285 more are in report.html or interpretation.json" in text


def test_every_letter_that_the_pdf_claims_to_show_is_in_its_fonts() -> None:
    letters = "".join(f"a{chr(code)} " for start, end in report_pdf.SHOWN for code in range(start, end + 1))
    whole = samples.nothing()
    feature = replace(whole.case.features[0], label=letters)
    report_pdf.render(whole, content(replace(whole, case=replace(whole.case, features=(feature,)))))
    bold = replace(samples.unread(), problems=(replace(samples.unread().problems[0], message=letters),))
    report_pdf.render(bold, content(bold))


def test_kinds_of_variants_all_have_a_section() -> None:
    structural = replace(
        samples.DELETION, variant=replace(samples.DELETION.variant, kind=VariantKind.STRUCTURAL, type="INV")
    )
    words = content(replace(samples.trio(), variants=(structural,)))
    assert [one.change for one in words.copy_numbers] == ["inversion of 2.55 Mb"]
    assert not words.findings


def test_the_style_sheet_prints_and_fits_a_phone() -> None:
    style = re.search(
        "<style>(.*?)</style>", report_html.render(samples.trio(), content(samples.trio())).decode(), re.DOTALL
    )
    assert style is not None
    assert "@media print" in style[1]
    assert "@media (max-width" in style[1]


def test_every_flag_of_the_rules_has_a_sentence() -> None:
    flags = (
        segregation.HOM_IN_AD, segregation.ORIGIN_UNKNOWN, segregation.UPD_REGION, pairs.PHASE_UNKNOWN, cross_type.WITHIN,
        cross_type.EXPLAINED, tiers.LOF_NOT_MECHANISM, tiers.MOI_MISMATCH, inheritance_match.MOI_UNSPECIFIED, events.NOT_ASSESSED,
        known.CONFLICTING_FLAG, *structural.MISSED, *repeats.CAPPED.values(),
    )  # fmt: skip
    assert set(flags) <= set(FLAG_SENTENCES)


def test_inheritance_that_was_not_examined_is_not_told() -> None:
    event = replace(samples.DELETION.best, flags=("segregation_not_examined",))
    words = content(replace(samples.trio(), variants=(replace(samples.DELETION, events=(event,)),)))
    assert words.copy_numbers[0].segregation == ""
    assert words.cards[0].variants[0].events[0].segregation == "inheritance not examined"


def test_whose_sample_does_not_fit_is_told_as_narrowly_as_the_checks_tell() -> None:
    whole = samples.blocked()
    assert whole.quality is not None
    problem = Problem("parent_not_related", "They are not parent and child.", True, ("P-1001", "P-1002"))
    excess = Problem("mendelian_errors", "Too many errors.", True, ("P-1001", "P-1002", "P-1003"))
    mother = samples.check(
        "parent_not_related", "Relatedness", CheckStatus.PASSED, ("P-1001", "P-1003"), "0.25", "0.25", ""
    )
    both = replace(whole, problems=(problem, excess), quality=replace(whole.quality, checks=()))
    assert misfits(both) == {"P-1001", "P-1002"}
    cleared = replace(both, quality=replace(whole.quality, checks=(mother,)))
    assert misfits(cleared) == {"P-1002"}
    assert content(cleared).headline == "Stopped: the sample of the father does not fit the family"


def test_why_a_panel_was_proposed_stands_beside_the_panels_and_is_no_caution() -> None:
    told = Problem("panel_proposed", "No panel was ordered; Carrel proposes 285@9.1.", False)
    words = content(replace(samples.nothing(), problems=(told,)))
    assert words.proposals == (told.message,)
    assert told.message not in words.cautions


def test_things_not_examined_for_one_reason_stand_together() -> None:
    many = tuple(NotExamined(f"GENE{number}", "no record names this gene", "285@9.1") for number in range(300))
    words = content(replace(samples.trio(), not_examined=many))
    assert [len(one.names) for one in words.not_examined] == [300]
    text = page(replace(samples.trio(), not_examined=many)).text
    assert "300: GENE0, GENE1, GENE2 and others" in text
    assert "GENE299" in text


def test_a_copy_number_call_without_a_direction_gets_it_from_the_probands_copies() -> None:
    plain = replace(samples.DELETION, variant=replace(samples.DELETION.variant, type="CNV"))
    whole = replace(samples.trio(), variants=(plain,))
    assert content(whole).copy_numbers[0].change == "loss of 2.55 Mb"
    assert content(whole).copy_numbers[0].place == "chr22:18,912,232-21,465,672"
    assert interpreted_genome.document(whole)["structuralVariants"][0]["variantType"] == "deletion"


def _alone(variant, *calls):
    """The trio's report with one variant, whose calls are of the proband, the father and the mother."""
    whole = samples.trio()
    one = replace(variant, variant=replace(variant.variant, calls=calls))
    return content(replace(whole, variants=(one,), genes=()))


def _dominant(*flags, segregation=SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT):
    return samples.tiered(
        samples.SCN2A.variant,
        samples.event(Tier.ONE, "SCN2A", 10585, samples.MONO, segregation, "stop_gained", flags=flags),
    )


@pytest.mark.parametrize(
    ("father", "mother", "name", "sentence"),
    [
        (samples.NONE, samples.NONE, "dominant, inheritance not known", "No parent has a genotype here"),
        (
            samples.NONE,
            samples.ref(),
            "dominant, inheritance not known",
            "The mother does not carry it and the father has no",
        ),
        (samples.het(), samples.ref(), "inherited, dominant", "It came from the father."),
        (samples.het(), samples.NONE, "inherited, dominant", "Every affected member"),
    ],
)
def test_nothing_is_called_inherited_unless_a_parent_was_found_to_carry_it(father, mother, name, sentence) -> None:
    told = _alone(_dominant(), samples.het(), father, mother)
    (card,) = told.cards[0].variants
    assert (told.findings[0].segregation, card.events[0].segregation) == (name, name)
    assert sentence in card.segregation


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ((samples.het(), samples.NONE, samples.het()), ""),  # the father may carry it too
        ((samples.het(), samples.ref(), samples.het()), "mother"),
        ((samples.het(), samples.het(), samples.het()), ""),
        ((Call(2, 2), samples.ref(), samples.het()), ""),  # the other copy is from the father, or lost
    ],
)
def test_a_parent_is_named_as_the_origin_only_where_the_other_was_read_and_does_not_carry_it(calls, expected) -> None:
    one = replace(_dominant(), variant=replace(_dominant().variant, calls=calls))
    assert origin(samples.trio(), one) == expected


@pytest.mark.parametrize(
    ("segregation", "flag", "name"),
    [
        (SegregationFilter.COMPOUND_HETEROZYGOUS, "phase_unknown", "two changes in one gene, phase not known"),
        (SegregationFilter.DE_NOVO, "de_novo_quality_not_assessed", "apparently de novo"),
        (
            SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED, "parent_of_origin_unknown",
            "dominant if from the mother (father's copy silent), origin not known",
        ),
    ],
)  # fmt: skip
def test_what_a_flag_leaves_open_is_not_stated_by_the_name_of_the_pattern(segregation, flag, name) -> None:
    told = _alone(_dominant(flag, segregation=segregation), samples.het(), samples.NONE, samples.NONE)
    assert told.findings[0].segregation == name
    assert "its partner the other" not in told.cards[0].variants[0].segregation


def test_a_cut_list_of_what_was_set_aside_keeps_doubtful_new_variants_of_green_genes() -> None:
    lines = [Trace(f"1:{place}:A:C", "segregation", "No filter.", "NOT_GREEN") for place in range(60)]
    green = [Trace("2:1:A:C", "segregation", "No filter.", "PNKP"), Trace("2:9:A:C", "de_novo_quality", "New?", "PNKP")]
    told = content(replace(samples.trio(), traces=(*lines, *green)))
    assert [one.variant for one in told.held_back[:3]] == ["2:9:A:C", "2:1:A:C", "1:0:A:C"]


def test_that_everything_was_examined_is_never_said_for_a_vcf_does_not_tell_coverage() -> None:
    for unseen in ((), samples.trio().not_examined):
        text = page(replace(samples.trio(), not_examined=unseen)).text
        assert "covered by reads" in text
        assert "Everything that was asked for was examined" not in text


def test_a_new_change_of_a_green_gene_that_may_be_mosaic_is_told_before_the_answer_is_trusted() -> None:
    traces = (
        Trace("2:9:A:C", "de_novo_quality", "New?", "PNKP"),
        Trace("3:9:A:C", "de_novo_quality", "New?", "NOT_GREEN"),
    )
    (told,) = [one for one in content(replace(samples.trio(), traces=traces)).cautions if "mosaic" in one]
    assert told.startswith("1 change of green genes (PNKP) looks new in the proband")
    blocked = replace(samples.trio(), traces=traces, status="blocked")
    assert not [one for one in content(blocked).cautions if "mosaic" in one]
