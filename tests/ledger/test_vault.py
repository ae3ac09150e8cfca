"""The vault holds personal data, finds them again, and forgets them so that nobody can bring them back."""

import hmac
import shutil
import threading
from hashlib import sha256
from pathlib import Path

import apsw
import psycopg
import pytest

from otkel.errors import (
    ForgottenError,
    LedgerDamagedError,
    LedgerError,
    LedgerUnreachableError,
    VaultKeyError,
)
from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived
from otkel.ledger.opening import open_store
from otkel.ledger.proof.bundle import check_bundle, encode_bundle, make_bundle
from otkel.ledger.proof.growing import make_head
from otkel.ledger.proof.nodes import TiledNodes
from otkel.ledger.proof.store import MemoryProofStore
from otkel.ledger.vault.classes import CLASSES, DAY_US
from otkel.ledger.vault.keys import FORGETTINGS, KeyFolder
from otkel.ledger.vault.opening import open_vault
from tests.contract.acts import FIRST_US, ticking
from tests.ledger.proof.helpers import KEY

PLATE, VIN = "777 ABC 02", "XTA21099071234567"
TRUCK = {"plate": PLATE, "vin": VIN}


class Place:
    """A ledger with its vault, that can be closed, copied and opened again."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder
        self.open()

    def open(self):
        self.store = open_store(self.url, ticking())
        self.vault = open_vault(self.url, self.store, self.folder, ticking())

    def close(self):
        self.vault.close()
        self.store.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def place(request, tmp_path):
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path}/ledger.db"}.get(request.param)
    place = Place(url or request.getfixturevalue("postgres_url"), tmp_path / "keys")
    yield place
    place.close()


@pytest.fixture
def vault(place):
    return place.vault


@pytest.fixture
def filed(tmp_path):
    place = Place(f"sqlite:///{tmp_path}/ledger.db", tmp_path / "keys")
    yield place
    place.close()


def files(tmp_path):
    return b"".join(path.read_bytes() for path in sorted(tmp_path.glob("ledger.db*")) if path.is_file())


# -- putting and finding ------------------------------------------------------------------------


def test_what_was_put_in_is_there_under_its_digest(vault):
    truck = vault.new_subject()
    digest = vault.put(truck, "plates", TRUCK)
    named = vault.put(truck, "names", {"firm": "ТОО «Жол»"})
    assert vault.get(truck, digest) == TRUCK
    assert vault.get_all(truck) == [(digest, TRUCK), (named, {"firm": "ТОО «Жол»"})]


def test_a_subject_is_found_by_plate_or_vin_however_it_is_typed(vault):
    truck, other = vault.new_subject(), vault.new_subject()
    vault.put(truck, "plates", TRUCK)
    vault.put(other, "plates", {"trailer_plate": "77 ZZZ 02"})
    assert vault.find_subject("plate", "777abc02") == truck
    assert vault.find_subject("plate", "777-АВС-02") == truck  # Cyrillic letters
    assert vault.find_subject("vin", VIN.lower()) == truck
    assert vault.find_subject("plate", "77zzz02") == other
    assert vault.find_subject("plate", "778ABC02") is None
    assert vault.find_subject("vin", PLATE) is None
    with pytest.raises(ValueError, match="only by device, plate, vin"):
        vault.find_subject("name", "Ivan")


def test_a_plate_that_went_to_another_vehicle_finds_the_newer_one(vault):
    old, new = vault.new_subject(), vault.new_subject()
    vault.put(old, "plates", {"plate": PLATE})
    vault.put(new, "plates", {"plate": PLATE})
    assert vault.find_subject("plate", PLATE) == new
    vault.forget(new)
    assert vault.find_subject("plate", PLATE) == old


def test_the_same_plate_under_two_subjects_or_twice_under_one_has_different_digests(vault):
    one, other = vault.new_subject(), vault.new_subject()
    digests = [vault.put(subject, "plates", TRUCK) for subject in (one, other, one)]
    assert len(set(digests)) == 3


def test_a_digest_is_not_guessed_from_the_plate(place):
    truck = place.vault.new_subject()
    digest = place.vault.put(truck, "plates", {"plate": "1"})
    secrets = [bytes.fromhex((place.folder / f"{name}.key").read_text()) for name in ("vault", "index")]
    guesses = [b'{"content":{"plate":"1"},"kind_class":"plates"}', b'{"plate":"1"}', b"1", b"plate\n1"]
    made = {sha256(guess).hexdigest() for guess in guesses} | {
        hmac.digest(key, guess, "sha256").hex() for key in [*secrets, truck.encode()] for guess in guesses
    }
    assert digest not in made


@pytest.mark.parametrize(
    ("subject", "kind_class", "content", "why"),
    [
        ("7" * 31, "plates", TRUCK, "no subject"),
        ("7" * 32, "stays", {"days": 90}, "no class"),
        ("7" * 32, "names", {"days_of_stay": 90}, "not days_of_stay"),
        ("7" * 32, "names", {"name": "x", "in_register": True}, "not in_register"),
        ("7" * 32, "plates", {}, "nothing"),
    ],
)
def test_what_is_no_personal_data_is_not_taken_in(filed, subject, kind_class, content, why):
    with pytest.raises(ValueError, match=why):
        filed.vault.put(subject, kind_class, content)


def test_no_class_holds_findings_about_stay_or_registers():
    fields = set().union(*(one.fields for one in CLASSES.values()))
    assert not [field for field in fields if "stay" in field or "regist" in field or "finding" in field]


# -- forgetting ---------------------------------------------------------------------------------


def test_who_was_forgotten_is_gone_and_stays_gone(place):
    truck, other = place.vault.new_subject(), place.vault.new_subject()
    digest, kept = place.vault.put(truck, "plates", TRUCK), place.vault.put(other, "names", {"name": "B"})
    place.vault.forget(truck)
    with pytest.raises(ForgottenError):
        place.vault.get(truck, digest)
    with pytest.raises(ForgottenError, match="take a new subject"):
        place.vault.put(truck, "plates", TRUCK)
    assert place.vault.find_subject("plate", PLATE) is None
    assert place.vault.get_all(truck) == []
    assert (place.vault.is_forgotten(truck), place.vault.is_forgotten(other)) == (True, False)
    assert place.vault.get(other, kept) == {"name": "B"}
    place.vault.forget(truck)
    assert (place.folder / FORGETTINGS).read_text() == f"{truck}\n"


def test_nothing_of_the_forgotten_is_left_in_the_files(filed, tmp_path):
    keys = KeyFolder(filed.folder)
    subjects = [filed.vault.new_subject() for _ in range(150)]
    for number, subject in enumerate(subjects):
        filed.vault.put(subject, "plates", {"plate": f"{number:03} QQQ 02"})
        filed.vault.put(subject, "positions", {"positions": [number] * 2000})  # needs pages of its own
    held = connection(filed).execute(
        "SELECT k.wrapped, s.sealed, i.token, s.digest, s.subject FROM vault_key k "
        "JOIN vault_sealed s USING (subject) JOIN vault_index i USING (subject)"
    )
    rows = held.fetchall()
    gone = set(subjects[::10])
    for subject in subjects[::10]:
        filed.vault.forget(subject)
    data = files(tmp_path)
    assert b" QQQ 02" not in data  # three letters alone stand in what is sealed, by chance
    for wrapped, sealed, token, digest, subject in rows:
        pieces = (wrapped, sealed[:64], sealed[-64:], token, digest.encode())
        found = [piece in data for piece in pieces]
        assert found == [subject not in gone] * 5, subject
        key = None if subject in gone else keys.unwrap(subject, wrapped)
        assert (key is None) or key not in data


def connection(place):
    return apsw.Connection(str(place.store.path))


def test_the_digest_in_the_event_is_of_no_use_without_the_key(filed, tmp_path):
    truck = filed.vault.new_subject()
    digest = filed.vault.put(truck, "plates", TRUCK)
    (row,) = connection(filed).execute("SELECT wrapped FROM vault_key")
    key = KeyFolder(filed.folder).unwrap(truck, row[0])
    filed.vault.forget(truck)
    after = files(tmp_path) + b"".join(path.read_bytes() for path in filed.folder.iterdir())
    assert key not in after
    assert row[0] not in after
    assert digest.encode() not in after


def test_proofs_and_places_in_line_outlive_the_forgetting(place):
    trucks = [place.vault.new_subject() for _ in range(5)]
    for number, truck in enumerate(trucks):
        sealed = place.vault.put(truck, "plates", {"plate": f"{number} LINE 02"})
        arrived = Arrived(vehicle=truck, towards="RU", queue_class="ordinary", sealed=sealed)
        draft = Draft(body=arrived, point="syrym", occurred_us=FIRST_US, recorded_by="queue", passage=number)
        place.store.append(f"passage/{number}", [draft], client_key=str(number))
    proofs = MemoryProofStore()
    head = make_head(place.store, proofs, KEY, ticking())
    before = list(place.store.read_rows())
    place.vault.forget(trucks[2])
    assert list(place.store.read_rows()) == before
    line = [event.body.vehicle for event in place.store.read_all() if event.word == "arrived"]
    assert line == trucks
    assert make_head(place.store, proofs, KEY, ticking()).root == head.root
    proof = encode_bundle(make_bundle(TiledNodes(proofs.find_tile), head, before[2:3]))
    assert all(finding.holds for finding in check_bundle(proof, [KEY.public_key()][0]))
    assert b"LINE" not in proof


def test_nothing_of_the_forgotten_is_left_in_the_tables_of_postgres(postgres_url, tmp_path):
    place = Place(postgres_url, tmp_path / "keys")
    truck, other = place.vault.new_subject(), place.vault.new_subject()
    place.vault.put(truck, "plates", TRUCK)
    place.vault.put(other, "plates", {"plate": "1 OTHER 02"})
    with psycopg.connect(postgres_url, autocommit=True) as looking:
        question = (
            "SELECT k.subject, wrapped, token, sealed FROM vault_key k JOIN vault_sealed USING (subject)"
        )
        rows = looking.execute(
            f"{question} JOIN vault_index USING (subject) WHERE token IS NOT NULL"
        ).fetchall()
        place.vault.forget(truck)
        looking.execute("CHECKPOINT")
        read = "SELECT string_agg(pg_read_binary_file(pg_relation_filepath(oid)), '') FROM pg_class"
        (data,) = looking.execute(
            f"{read} WHERE relname LIKE 'vault_%' AND relkind IN ('r', 'i') "
            "AND relnamespace = current_schema()::regnamespace"
        ).fetchone()
    place.close()
    for subject, *pieces in rows:
        assert [piece in data for piece in pieces] == [subject == other] * 3


# -- restoring ----------------------------------------------------------------------------------


def test_a_restored_database_forgets_again(filed, tmp_path):
    truck, other = filed.vault.new_subject(), filed.vault.new_subject()
    digest, kept = (filed.vault.put(one, "plates", TRUCK) for one in (truck, other))
    connection(filed).execute("VACUUM INTO ?", (str(tmp_path / "backup"),))
    filed.vault.forget(truck)
    filed.close()
    for path in tmp_path.glob("ledger.db-*"):
        path.unlink()
    shutil.copy(tmp_path / "backup", tmp_path / "ledger.db")
    assert digest.encode() in files(tmp_path)
    filed.open()
    with pytest.raises(ForgottenError):
        filed.vault.get(truck, digest)
    assert filed.vault.find_subject("plate", PLATE) == other
    assert filed.vault.get(other, kept) == TRUCK
    assert digest.encode() not in files(tmp_path)


def test_a_file_of_forgettings_that_is_older_than_the_database_is_completed(filed):
    truck = filed.vault.new_subject()
    filed.vault.forget(truck)
    (filed.folder / FORGETTINGS).unlink()
    filed.close()
    filed.open()
    assert KeyFolder(filed.folder).forgettings() == [truck]


def test_a_database_without_its_keys_tells_so(filed):
    filed.close()
    shutil.move(filed.folder, filed.folder.with_name("elsewhere"))
    with pytest.raises(VaultKeyError, match="bring its copy back"):
        filed.open()
    filed.vault.close()
    filed.store.close()
    KeyFolder(filed.folder).make("vault")
    with pytest.raises(VaultKeyError, match="another vault"):
        filed.open()
    filed.store.close()
    shutil.rmtree(filed.folder)
    shutil.move(filed.folder.with_name("elsewhere"), filed.folder)
    filed.open()


# -- crashes ------------------------------------------------------------------------------------


class CrashError(Exception):
    pass


STEPS = [
    "add_forgetting",
    "put_forgotten",
    "forget_tokens",
    "forget_sealed",
    "forget_key",
    "put_scrub_due",
    "commit",
    "scrub",
    "scrub_done",
]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("again", ["repeat", "open"])
def test_a_forgetting_that_was_cut_off_is_finished(filed, tmp_path, monkeypatch, step, after, again):
    truck = filed.vault.new_subject()
    digest = filed.vault.put(truck, "plates", TRUCK)
    with monkeypatch.context() as patch:
        crash_at(patch, filed.vault, step, after)
        with pytest.raises(CrashError):
            filed.vault.forget(truck)
    filed.close()
    filed.open()
    if again == "repeat" or (step, after) == ("add_forgetting", False):
        filed.vault.forget(truck)
    with pytest.raises(ForgottenError):
        filed.vault.get(truck, digest)
    assert filed.vault.is_forgotten(truck)
    assert KeyFolder(filed.folder).forgettings() == [truck]
    filed.close()
    assert digest.encode() not in files(tmp_path)
    filed.open()


def crash_at(patch, vault, step, after):
    """Let one step of a forgetting fail, before it is done or after."""

    def crashing(do):
        def crash(*values):
            if after:
                do(*values)
            raise CrashError(step)

        return crash

    if step == "add_forgetting":
        patch.setattr(vault._keys, step, crashing(vault._keys.add_forgetting))
    elif step == "scrub":
        patch.setattr(vault._side, step, crashing(vault._side.scrub))
    elif step == "commit":
        patch.setattr(vault._side, "write", crashing(vault._side.write))
    else:
        write = vault._side.write

        class Tables:
            def __init__(self, tables):
                self.tables = tables

            def ask(self, name, *values):
                do = self.tables.ask
                return crashing(do)(name, *values) if name == step else do(name, *values)

            def many(self, name, rows):
                do = self.tables.many
                return crashing(do)(name, rows) if name == step else do(name, rows)

        patch.setattr(vault._side, "write", lambda work: write(lambda tables: work(Tables(tables))))


def test_a_line_of_the_forgettings_that_was_cut_off_does_no_harm(filed):
    one, other = filed.vault.new_subject(), filed.vault.new_subject()
    filed.vault.forget(one)
    with (filed.folder / FORGETTINGS).open("a") as file:
        file.write(other[:20])
    assert KeyFolder(filed.folder).forgettings() == [one]
    filed.vault.forget(other)
    assert KeyFolder(filed.folder).forgettings() == [one, other]


def test_a_spoilt_line_of_the_forgettings_is_named(filed):
    filed.vault.forget(filed.vault.new_subject())
    path = filed.folder / FORGETTINGS
    path.write_bytes(b"x" + path.read_bytes()[1:])
    with pytest.raises(LedgerDamagedError, match="line 1"):
        filed.vault.reapply_forgettings()


def test_somebody_who_still_reads_holds_up_the_scrubbing_and_it_is_said(filed, tmp_path, monkeypatch):
    monkeypatch.setattr("otkel.ledger.sqlite.connections.PATIENCE_S", 0.05)
    truck = filed.vault.new_subject()
    digest = filed.vault.put(truck, "plates", TRUCK)
    reader = connection(filed)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM vault_sealed").fetchall()
    with pytest.raises(LedgerUnreachableError, match="repeat"):
        filed.vault.forget(truck)
    with pytest.raises(ForgottenError):
        filed.vault.get(truck, digest)
    reader.close()
    filed.vault.forget(truck)
    assert digest.encode() not in files(tmp_path)


# -- retention ----------------------------------------------------------------------------------


def test_each_class_is_held_for_its_days_and_no_longer(vault):
    truck = vault.new_subject()
    plates = vault.put(truck, "plates", TRUCK)
    names = vault.put(truck, "names", {"name": "A"})
    day = CLASSES["names"].days * DAY_US
    assert not any(vault.expire(FIRST_US + day).values())
    expired = vault.expire(FIRST_US + day + 100)
    assert expired == {**dict.fromkeys(CLASSES, 0), "names": 1}
    with pytest.raises(ForgottenError):
        vault.get(truck, names)
    assert vault.get(truck, plates) == TRUCK
    assert vault.find_subject("plate", PLATE) == truck
    assert vault.expire(FIRST_US + CLASSES["plates"].days * DAY_US + 100)["plates"] == 1
    assert vault.find_subject("plate", PLATE) is None
    assert vault._side.read("key", truck) == []
    assert not vault.is_forgotten(truck)


def test_the_policy_of_a_crossing_point_sets_other_days(vault):
    subjects = [vault.new_subject() for _ in range(3)]
    for subject in subjects:
        vault.put(subject, "plates", TRUCK)
    assert vault.expire(FIRST_US + DAY_US + 100, {"plates": 2})["plates"] == 0
    assert vault.expire(FIRST_US + DAY_US + 100, {"plates": 1})["plates"] == 3
    with pytest.raises(ValueError, match="no class"):
        vault.expire(FIRST_US, {"stays": 1})
    with pytest.raises(ValueError, match="whole days"):
        vault.expire(FIRST_US, {"plates": -1})


def test_a_newer_plate_outlives_the_older_one(place, monkeypatch):
    vault = place.vault
    truck = vault.new_subject()
    old = vault.put(truck, "plates", {"plate": PLATE})
    monkeypatch.setattr(vault, "_now_us", lambda: FIRST_US + 10 * DAY_US)
    new = vault.put(truck, "plates", {"plate": PLATE})
    assert vault.expire(FIRST_US + 11 * DAY_US, {"plates": 5})["plates"] == 1
    with pytest.raises(ForgottenError):
        vault.get(truck, old)
    assert vault.get(truck, new) == {"plate": PLATE}
    assert vault.find_subject("plate", PLATE) == truck


def test_the_guide_tells_the_days_of_every_class():
    guide = (Path(__file__).parents[2] / "docs" / "guide" / "forgetting.md").read_text(encoding="utf-8")
    for one in CLASSES.values():
        assert f"| `{one.name}` | {one.days} | {one.what.text} |" in guide


def test_many_rows_expire_in_steps(filed, monkeypatch):
    monkeypatch.setattr("otkel.ledger.vault.vault._BATCH", 2)
    for _ in range(5):
        filed.vault.put(filed.vault.new_subject(), "contacts", {"phone": "+7"})
    assert filed.vault.expire(FIRST_US + 31 * DAY_US)["contacts"] == 5


def test_a_digest_whose_time_is_over_cannot_be_made_again_though_the_key_is_there(filed, tmp_path):
    truck = filed.vault.new_subject()
    filed.vault.put(truck, "plates", TRUCK)
    phone = filed.vault.put(truck, "contacts", {"phone": "+77010000001"})
    (row,) = connection(filed).execute("SELECT sealed FROM vault_sealed WHERE class = 'contacts'")
    filed.vault.expire(FIRST_US + 31 * DAY_US)
    assert row[0] not in files(tmp_path)  # the salt was in there
    assert phone.encode() not in files(tmp_path)


# -- keys ---------------------------------------------------------------------------------------


def test_keys_are_for_their_owner_alone(filed):
    for path in filed.folder.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path
    assert filed.folder.stat().st_mode & 0o777 == 0o700
    (filed.folder / "vault.key").chmod(0o640)
    filed.close()
    with pytest.raises(VaultKeyError, match="chmod 600"):
        filed.open()
    (filed.folder / "vault.key").chmod(0o600)
    filed.store.close()
    filed.open()


def test_what_is_no_key_is_refused(tmp_path):
    path = tmp_path / "vault.key"
    path.write_text("hello\n")
    path.chmod(0o600)
    with pytest.raises(VaultKeyError, match="is no key"):
        KeyFolder(tmp_path).name("vault")


def test_two_who_make_a_key_at_once_read_the_same_one(tmp_path):
    folders = [KeyFolder(tmp_path / "keys") for _ in range(8)]
    threads = [threading.Thread(target=folder.make, args=("vault",)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({folder.name("vault") for folder in folders}) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["vault.key"]


def test_a_folder_that_cannot_be_written_is_an_error_of_the_ledger(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot be written"):
        KeyFolder(tmp_path / "file").make("vault")
    with pytest.raises(LedgerError, match="cannot be read"):
        KeyFolder(tmp_path / "file").add_forgetting("7" * 32)


@pytest.mark.parametrize("column", ["wrapped", "sealed"])
def test_a_flipped_bit_in_the_vault_is_seen(filed, column):
    truck = filed.vault.new_subject()
    digest = filed.vault.put(truck, "plates", TRUCK)
    table = {"wrapped": "vault_key", "sealed": "vault_sealed"}[column]
    with connection(filed) as other:
        ((data,),) = other.execute(f"SELECT {column} FROM {table}")
        flipped = data[:-1] + bytes([data[-1] ^ 1])
        other.execute(f"UPDATE {table} SET {column} = ?", (flipped,))
    with pytest.raises(LedgerDamagedError, match=truck):
        filed.vault.get(truck, digest)


def test_the_data_of_one_subject_cannot_be_hung_on_another(filed):
    one, other = filed.vault.new_subject(), filed.vault.new_subject()
    digest = filed.vault.put(one, "plates", TRUCK)
    filed.vault.put(other, "plates", TRUCK)
    with connection(filed) as changed:
        changed.execute("UPDATE vault_sealed SET subject = ? WHERE digest = ?", (other, digest))
    with pytest.raises(LedgerDamagedError):
        filed.vault.get(other, digest)


def test_many_threads_put_at_once(filed):
    truck, digests = filed.vault.new_subject(), []

    def put():
        digests.extend(filed.vault.put(truck, "words", {"text": str(number)}) for number in range(5))

    threads = [threading.Thread(target=put) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({filed.vault.get(truck, digest)["text"] for digest in digests}) == 5
    assert len(set(digests)) == 30
