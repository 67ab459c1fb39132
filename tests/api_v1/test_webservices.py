"""PanelApp's older web services answer in their own words."""

from __future__ import annotations

import pytest
from django.test import Client


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]


def get(client: Client, address: str) -> dict[str, object]:
    return client.get(f"/WebServices/{address}").json()


def test_panels_are_listed(client: Client, take) -> None:
    take(1)
    take(2, types=[], hash_id=None, status="retired")
    listed = get(client, "list_panels/")["result"]
    assert listed == [{
        "Name": "Panel 1", "DiseaseSubGroup": "", "DiseaseGroup": "Group", "CurrentVersion": "1.4",
        "CurrentCreated": "2021-01-21T10:54:52.442904Z", "Number_of_Genes": 2, "Number_of_STRs": 1, "Number_of_Regions": 1,
        "Panel_Id": f"{1:024x}", "Relevant_disorders": ["R1"], "Status": "public", "PanelTypes": ["rare-disease"],
    }]  # fmt: skip
    assert len(get(client, "list_panels?Retired=true&Types=all")["result"]) == 2
    assert get(client, "list_panels/?Types=other")["result"] == []
    assert len(get(client, "list_panels/?Name=pANEL")["result"]) == 1


def test_a_panel_is_told_with_what_is_asked_for(client: Client, take) -> None:
    take(1)
    whole = get(client, "get_panel/Panel 1/")["result"]
    assert [whole[key] for key in ("SpecificDiseaseName", "version", "Status")] == ["Panel 1", "1.4", "public"]
    assert whole["Genes"][0] == {
        "ModeOfPathogenicity": None, "GeneSymbol": "AAAS", "EnsembleGeneIds": ["ENSG00000013666"], "ModeOfInheritance": "biallelic",
        "Penetrance": "Complete", "Publications": ["12345"], "Phenotypes": ["a phenotype"], "LevelOfConfidence": "HighEvidence",
        "Evidences": ["Expert Review Green"],
    }  # fmt: skip
    assert whole["STRs"][0]["PathogenicRepeats"] == 50
    assert whole["Regions"][0]["TypeOfVariants"] == "cnv_loss"
    amber = get(client, f"get_panel/{1:024x}/?LevelOfConfidence=ModerateEvidence,LowEvidence&version=1.4")["result"]
    assert [gene["GeneSymbol"] for gene in amber["Genes"]] == ["ABCA4"]
    assert get(client, "get_panel/1/?ModeOfInheritance=monoallelic")["result"]["Genes"] == []
    assert client.get("/WebServices/get_panel/Nothing/").status_code == 404
    assert client.get("/WebServices/get_panel/1/?version=x").status_code == 400
    assert client.get("/WebServices/get_panel/1/?assembly=hg19").status_code == 400


def test_genes_and_entities_are_found(client: Client, take) -> None:
    take(1)
    found = get(client, "search_genes/AAAS,ABCA4/?LevelOfConfidence=HighEvidence&assembly=GRch38")
    assert found["meta"] == {"numOfResults": 1}
    assert found["results"][0]["SpecificDiseaseName"] == "Panel 1"
    assert get(client, "search_genes/all/")["meta"] == {"numOfResults": 2}
    listed = get(client, "list_entities/")
    assert (listed["count"], listed["next"]) == (4, None)
    assert {entry["EntityType"] for entry in listed["results"]} == {"gene", "str", "region"}
    assert listed["results"][0]["Panel"]["Panel_Id"] == f"{1:024x}"
