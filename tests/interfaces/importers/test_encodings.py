"""French files as Excel, old Macs and old DOS write them are read as what they are."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.domain.imports import Kind
from maillage.errors import FileError, MappingError
from maillage.interfaces.importers import read_file, read_overrides, read_table
from maillage.interfaces.importers.encodings import detect_encoding

pytestmark = pytest.mark.integration

SENTENCES = [
    "Propriétaire du compte;Société;Pays;Chiffre d’affaires",
    "Élodie Lefèvre;Crémerie de l’Étoile;États-Unis;3\u00a0022,06 €",
    "François Noël;SOCIÉTÉ GÉNÉRALE À ORLÉANS;Côte d’Ivoire;1 500 €",
    "À l’Île-de-Ré, où naît l’été, le garçon prêtait déjà ses « œuvres » ; ça va bientôt.",
    "ÇA ET LÀ, LES FORÊTS DES VOSGES ÉTAIENT BRÛLÉES… MÊME À NÎMES – HÉLAS",
]
ENCODINGS = ["cp1252", "latin-1", "mac_roman", "cp850", "utf-8", "utf-16", "utf-16-le"]


def without_what_is_missing(text, encoding):
    return "".join(c for c in text if c.encode(encoding, errors="ignore"))


def found(path, content):
    path.write_bytes(content)
    return content.decode(detect_encoding(path).encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_one_french_sentence_is_enough(tmp_path, sentence, encoding):
    text = without_what_is_missing(sentence, encoding)
    assert found(tmp_path / "f.csv", text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    [
        "SOCIÉTÉ;VILLE\r\nORLÉANS;ÉVREUX\r\n",
        "Pays\r\nÉtats-Unis\r\n",
        "Prix\r\n3 022,06 €\r\n",
        "id;nom\r\n1;Zoé\r\n2;À vendre\r\n",
        "id;note\r\n1;«\u00a0C’est déjà\u00a0» bien\r\n",
        "id;Straße\r\n1;Grüße aus Köln\r\n2;Österreich\r\n",
        "id;nota\r\n1;Málaga y Coruña\r\n",
    ],
)
def test_a_few_letters_are_enough_for_windows(tmp_path, text):
    assert found(tmp_path / "f.csv", text.encode("cp1252")) == text


SYLLABLES = st.tuples(st.sampled_from("bcdlmnrstv"), st.sampled_from("aeiouéèêàâîïôùû"))
WORDS = st.lists(SYLLABLES.map("".join), min_size=1, max_size=5).map("".join)
PHRASES = st.lists(WORDS | WORDS.map(str.capitalize) | WORDS.map(str.upper), min_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(phrases=PHRASES)
def test_any_french_letters_come_back_from_windows(tmp_path, phrases):
    text = "Société;Propriétaire\r\n" + " ".join(phrases)
    assert found(tmp_path / "f.csv", text.encode("cp1252")) == text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(phrases=st.lists(WORDS, min_size=8))
def test_any_french_words_come_back_from_an_old_mac(tmp_path, phrases):
    text = "Société;Propriétaire\r" + " ".join(phrases)
    assert found(tmp_path / "f.csv", text.encode("mac_roman")) == text


def test_the_table_says_how_it_was_read(tmp_path):
    path = tmp_path / "f.csv"
    titles = {}
    for encoding in ("utf-8", "cp1252", "mac_roman", "cp850", "utf-16"):
        path.write_bytes("Id;Société\n1;Crémerie générale\n".encode(encoding))
        titles[encoding] = read_table(path).encoding
    assert titles == {
        "utf-8": "",
        "cp1252": "Windows-1252",
        "mac_roman": "Mac Roman",
        "cp850": "DOS 850",
        "utf-16": "UTF-16",
    }


def test_the_mapping_file_has_the_last_word(tmp_path):
    path, mapping = tmp_path / "f.csv", tmp_path / "m.yaml"
    path.write_bytes("Id;Nom\n1;Éé\n".encode("mac_roman"))
    mapping.write_text("encoding: windows-1252\n")
    table, _mapping, batch = read_file(path, kind=Kind.ACCOUNTS, mapping_file=mapping)
    assert (table.encoding, batch.rows["name"].tolist()) == ("Windows-1252", ["ƒŽ"])
    mapping.write_text("encoding: utf-8\n")
    with pytest.raises(FileError, match="cannot be read as text"):
        read_file(path, kind=Kind.ACCOUNTS, mapping_file=mapping)


@pytest.mark.parametrize("name", ["klingon", "base64", "é"])
def test_an_unknown_encoding_is_refused(tmp_path, name):
    mapping = tmp_path / "m.yaml"
    mapping.write_text(f"encoding: {name}\n", encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        read_overrides(mapping)
    assert caught.value.message == (
        "The mapping file m.yaml cannot be used: `encoding` must be a name such as windows-1252."
    )
