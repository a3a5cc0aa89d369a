CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
)

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")

CREATE TABLE patient (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    chart_no TEXT CHECK (length(chart_no) <= 500),
    family_name TEXT NOT NULL CHECK (length(family_name) BETWEEN 1 AND 500),
    given_name TEXT NOT NULL CHECK (length(given_name) BETWEEN 1 AND 500),
    born TEXT NOT NULL CHECK (born = date(born)),
    sex TEXT CHECK (sex IN ('female', 'male', 'other')),
    interpupillary_hundredths INTEGER CHECK (interpupillary_hundredths BETWEEN 4500 AND 8000),
    recorded_at TEXT NOT NULL
, face_width_hundredths INTEGER CHECK (face_width_hundredths BETWEEN 11000 AND 17000), forehead_height_hundredths INTEGER CHECK (forehead_height_hundredths BETWEEN 4500 AND 9500), measured TEXT CHECK (length(measured) <= 100 AND measured NOT GLOB '*[^a-z_ ]*')) STRICT

CREATE TABLE patient_former (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    chart_no TEXT CHECK (length(chart_no) <= 500),
    family_name TEXT NOT NULL CHECK (length(family_name) BETWEEN 1 AND 500),
    given_name TEXT NOT NULL CHECK (length(given_name) BETWEEN 1 AND 500),
    born TEXT NOT NULL CHECK (born = date(born)),
    sex TEXT CHECK (sex IN ('female', 'male', 'other')),
    interpupillary_hundredths INTEGER CHECK (interpupillary_hundredths BETWEEN 4500 AND 8000),
    until TEXT NOT NULL
, face_width_hundredths INTEGER CHECK (face_width_hundredths BETWEEN 11000 AND 17000), forehead_height_hundredths INTEGER CHECK (forehead_height_hundredths BETWEEN 4500 AND 9500), measured TEXT CHECK (length(measured) <= 100 AND measured NOT GLOB '*[^a-z_ ]*')) STRICT

CREATE TABLE patient_word (
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4),
    word TEXT NOT NULL,
    patient INTEGER NOT NULL REFERENCES patient (number),
    all_words TEXT NOT NULL,
    PRIMARY KEY (kind, word, patient)
) STRICT, WITHOUT ROWID

CREATE TABLE visit (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    patient INTEGER NOT NULL REFERENCES patient (number),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    at_us INTEGER NOT NULL CHECK (abs(unixepoch(at) * 1000000 - at_us) < 2000000),
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'touch-up', 'review')),
    status TEXT NOT NULL CHECK (status IN ('draft', 'signed', 'amended', 'entered-in-error')),
    product TEXT CHECK (length(product) BETWEEN 1 AND 100),
    vial_units_hundredths INTEGER CHECK (vial_units_hundredths BETWEEN 1 AND 1000000),
    diluent_microlitres INTEGER CHECK (diluent_microlitres BETWEEN 1 AND 1000000),
    lot TEXT CHECK (length(lot) <= 500),
    expires TEXT CHECK (expires = date(expires)),
    price_per_unit_ten_thousandths INTEGER CHECK (price_per_unit_ten_thousandths BETWEEN 0 AND 10000000000),
    currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    template INTEGER NOT NULL CHECK (template BETWEEN 1 AND 1000000),
    signed_by TEXT CHECK (length(signed_by) BETWEEN 1 AND 500),
    signed_at TEXT CHECK (signed_at GLOB '????-??-??T??:??*'),
    signed_elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (signed_elsewhere IN (0, 1)),
    sha256 TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    document BLOB, of_visit TEXT CHECK (length(of_visit) = 36 AND of_visit <> id), recorded_at TEXT CHECK (recorded_at GLOB '????-??-??T??:??*'), range_table TEXT CHECK (length(range_table) BETWEEN 1 AND 500), amends TEXT CHECK (length(amends) = 36 AND amends <> id), reason TEXT CHECK (length(reason) BETWEEN 1 AND 4000), signed_meaning TEXT CHECK (signed_meaning IS NULL OR (signed_meaning IN ('treated', 'reviewed', 'corrected') AND status <> 'draft')), signed_person TEXT CHECK (signed_person IS NULL OR (length(signed_person) = 36 AND status <> 'draft')), keeps_measures INTEGER NOT NULL DEFAULT 0 CHECK (keeps_measures IN (0, 1)), kept_pupils_hundredths INTEGER CHECK (kept_pupils_hundredths BETWEEN 4500 AND 8000) CHECK (kept_pupils_hundredths IS NULL OR keeps_measures), kept_width_hundredths INTEGER CHECK (kept_width_hundredths BETWEEN 11000 AND 17000) CHECK (kept_width_hundredths IS NULL OR keeps_measures), kept_forehead_hundredths INTEGER CHECK (kept_forehead_hundredths BETWEEN 4500 AND 9500) CHECK (kept_forehead_hundredths IS NULL OR keeps_measures),
    CHECK (status <> 'draft' OR (signed_by IS NULL AND signed_at IS NULL AND signed_elsewhere = 0
        AND sha256 IS NULL AND document IS NULL)),
    CHECK (status = 'draft' OR (sha256 IS NOT NULL AND document IS NOT NULL)),
    CHECK (status = 'draft' OR signed_elsewhere = 1 OR (signed_by IS NOT NULL AND signed_at IS NOT NULL))
) STRICT

CREATE TABLE point (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 2000),
    view TEXT NOT NULL CHECK (view IN ('front', 'right', 'left')),
    x_hundredths INTEGER NOT NULL CHECK (x_hundredths BETWEEN -40000 AND 40000),
    y_hundredths INTEGER NOT NULL CHECK (y_hundredths BETWEEN -40000 AND 40000),
    units_hundredths INTEGER CHECK (units_hundredths BETWEEN 1 AND 50000),
    technique TEXT NOT NULL CHECK (technique IN ('im', 'id')),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100), vial INTEGER CHECK (vial BETWEEN 1 AND 100), placed_by INTEGER REFERENCES placer (number),
    UNIQUE (visit, place)
) STRICT

CREATE INDEX patient_born ON patient (born)

CREATE INDEX patient_former_patient ON patient_former (patient)

CREATE INDEX visit_patient ON visit (patient, at_us)

CREATE INDEX visit_draft ON visit (at_us) WHERE status = 'draft'

CREATE TRIGGER patient_insert BEFORE INSERT ON patient
WHEN EXISTS (SELECT 1 FROM patient WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a patient is changed, never replaced'); END

CREATE TRIGGER patient_update BEFORE UPDATE ON patient
WHEN NEW.id <> OLD.id OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'the id of a patient never changes'); END

CREATE TRIGGER patient_delete BEFORE DELETE ON patient
BEGIN SELECT RAISE(ABORT, 'a patient is never deleted'); END

CREATE TRIGGER patient_former_insert BEFORE INSERT ON patient_former
WHEN EXISTS (SELECT 1 FROM patient_former WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'former details are never replaced'); END

CREATE TRIGGER patient_former_update BEFORE UPDATE ON patient_former
BEGIN SELECT RAISE(ABORT, 'former details never change'); END

CREATE TRIGGER patient_former_delete BEFORE DELETE ON patient_former
BEGIN SELECT RAISE(ABORT, 'former details are never deleted'); END

CREATE TRIGGER visit_insert BEFORE INSERT ON visit
WHEN NEW.status <> 'draft' OR EXISTS (SELECT 1 FROM visit WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a visit begins as a draft and is never replaced'); END

CREATE TRIGGER visit_update BEFORE UPDATE ON visit
WHEN OLD.status <> 'draft' OR NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.patient <> OLD.patient
BEGIN SELECT RAISE(ABORT, 'a signed visit never changes, and no visit moves to another patient'); END

CREATE TRIGGER visit_sign BEFORE UPDATE ON visit
WHEN NEW.status <> 'draft'
    AND EXISTS (SELECT 1 FROM point WHERE visit = NEW.number AND units_hundredths IS NULL)
BEGIN SELECT RAISE(ABORT, 'a visit with undosed points cannot be signed'); END

CREATE TRIGGER visit_delete BEFORE DELETE ON visit
WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a signed visit is never deleted'); END

CREATE TRIGGER point_insert BEFORE INSERT ON point
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM point WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the points of a signed visit never change'); END

CREATE TRIGGER point_update BEFORE UPDATE ON point
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'the points of a signed visit never change'); END

CREATE TRIGGER point_delete BEFORE DELETE ON point
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'the points of a signed visit never change'); END

CREATE TABLE review (
    visit INTEGER PRIMARY KEY REFERENCES visit (number),
    evenness TEXT CHECK (evenness IN ('even', 'slightly-uneven', 'uneven')),
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 4000)
) STRICT

CREATE TABLE review_item (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES review (visit),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 400),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    residual TEXT CHECK (residual IN ('none', 'slight', 'moderate', 'full')),
    adverse_event TEXT CHECK (length(adverse_event) BETWEEN 1 AND 100), event_side TEXT CHECK ((event_side IN ('right', 'left', 'both') OR event_side IS NULL) AND (adverse_event IS NOT NULL OR event_side IS NULL)), severity TEXT CHECK ((severity IN ('mild', 'moderate', 'severe') OR severity IS NULL) AND (adverse_event IS NOT NULL OR severity IS NULL)), since TEXT CHECK ((since = date(since) OR since IS NULL) AND (adverse_event IS NOT NULL OR since IS NULL)), until TEXT CHECK (((until = date(until) AND until >= coalesce(since, until)) OR until IS NULL) AND (adverse_event IS NOT NULL OR until IS NULL)), treated TEXT CHECK ((length(treated) <= 500 OR treated IS NULL) AND (adverse_event IS NOT NULL OR treated IS NULL)), reported TEXT CHECK ((length(reported) <= 500 OR reported IS NULL) AND (adverse_event IS NOT NULL OR reported IS NULL)),
    CHECK ((area IS NULL) = (residual IS NULL) AND (area IS NULL) <> (adverse_event IS NULL)),
    UNIQUE (visit, place)
) STRICT

CREATE TABLE pin (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    visit TEXT CHECK (length(visit) = 36),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE recall (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    due TEXT CHECK (due = date(due)),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE wore_off (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    visit TEXT NOT NULL CHECK (length(visit) = 36),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    gone TEXT CHECK (gone = date(gone)),
    about INTEGER NOT NULL DEFAULT 0 CHECK (about IN (0, 1)),
    recorded_at TEXT NOT NULL
) STRICT

CREATE INDEX visit_of ON visit (of_visit) WHERE of_visit IS NOT NULL

CREATE INDEX pin_patient ON pin (patient, number)

CREATE INDEX recall_patient ON recall (patient, number)

CREATE INDEX wore_off_patient ON wore_off (patient, number)

CREATE TRIGGER review_insert BEFORE INSERT ON review
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM review WHERE visit = NEW.visit)
BEGIN SELECT RAISE(ABORT, 'the review of a signed visit never changes'); END

CREATE TRIGGER review_update BEFORE UPDATE ON review
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.visit <> OLD.visit
BEGIN SELECT RAISE(ABORT, 'the review of a signed visit never changes'); END

CREATE TRIGGER review_delete BEFORE DELETE ON review
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'the review of a signed visit never changes'); END

CREATE TRIGGER review_item_insert BEFORE INSERT ON review_item
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM review_item WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the review of a signed visit never changes'); END

CREATE TRIGGER review_item_update BEFORE UPDATE ON review_item
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'the review of a signed visit never changes'); END

CREATE TRIGGER review_item_delete BEFORE DELETE ON review_item
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'the review of a signed visit never changes'); END

CREATE TRIGGER pin_insert BEFORE INSERT ON pin
WHEN EXISTS (SELECT 1 FROM pin WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER pin_update BEFORE UPDATE ON pin
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER pin_delete BEFORE DELETE ON pin
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER recall_insert BEFORE INSERT ON recall
WHEN EXISTS (SELECT 1 FROM recall WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER recall_update BEFORE UPDATE ON recall
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER recall_delete BEFORE DELETE ON recall
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER wore_off_insert BEFORE INSERT ON wore_off
WHEN EXISTS (SELECT 1 FROM wore_off WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER wore_off_update BEFORE UPDATE ON wore_off
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER wore_off_delete BEFORE DELETE ON wore_off
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TABLE placer (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 500)
) STRICT

CREATE TABLE visit_vial (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 100),
    id TEXT NOT NULL CHECK (length(id) = 36),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    vial_units_hundredths INTEGER NOT NULL CHECK (vial_units_hundredths BETWEEN 1 AND 1000000),
    lot TEXT CHECK (length(lot) <= 500),
    expires TEXT CHECK (expires = date(expires)),
    diluent_microlitres INTEGER CHECK (diluent_microlitres BETWEEN 1 AND 1000000),
    diluent TEXT CHECK (length(diluent) <= 500),
    diluent_lot TEXT CHECK (length(diluent_lot) <= 500),
    made_up_at TEXT CHECK (made_up_at GLOB '????-??-??T??:??*'),
    gtin TEXT CHECK (length(gtin) <= 500),
    serial TEXT CHECK (length(serial) <= 500),
    UNIQUE (visit, place)
) STRICT

CREATE TABLE visit_consultation (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 400),
    note TEXT CHECK (length(note) <= 4000),
    sign TEXT CHECK (length(sign) BETWEEN 1 AND 100),
    style TEXT CHECK (style IN ('micro', 'standard')),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    CHECK ((note IS NOT NULL) + (sign IS NOT NULL) + (style IS NOT NULL) = 1),
    CHECK ((place = 1) = (note IS NOT NULL) AND (area IS NULL OR style IS NOT NULL)),
    UNIQUE (visit, place)
) STRICT

CREATE TABLE visit_check (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 100),
    ticked TEXT NOT NULL CHECK (length(ticked) BETWEEN 1 AND 100),
    UNIQUE (visit, place)
) STRICT

CREATE TABLE visit_area_price (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 400),
    area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 100),
    price_per_unit_ten_thousandths INTEGER NOT NULL CHECK (price_per_unit_ten_thousandths BETWEEN 0 AND 10000000000),
    UNIQUE (visit, place)
) STRICT

CREATE TABLE addendum (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    visit INTEGER NOT NULL REFERENCES visit (number),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    written_by TEXT NOT NULL CHECK (length(written_by) BETWEEN 1 AND 500),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000)
) STRICT

CREATE TABLE visit_mark (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    status TEXT NOT NULL CHECK (status IN ('amended', 'entered-in-error')),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    marked_by TEXT NOT NULL CHECK (length(marked_by) BETWEEN 1 AND 500),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 4000),
    other TEXT CHECK (length(other) = 36)
) STRICT

CREATE INDEX visit_amends ON visit (amends) WHERE amends IS NOT NULL

CREATE INDEX addendum_visit ON addendum (visit)

CREATE INDEX visit_mark_visit ON visit_mark (visit)

CREATE INDEX visit_vial_id ON visit_vial (id)

CREATE TABLE history (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    patient INTEGER NOT NULL REFERENCES patient (number),
    allergies TEXT NOT NULL CHECK (json_valid(allergies) AND json_type(allergies) = 'array' AND length(allergies) <= 20000),
    no_allergies INTEGER NOT NULL CHECK (no_allergies IN (0, 1)),
    milk_protein TEXT NOT NULL CHECK (milk_protein IN ('yes', 'no', 'unknown')),
    toxin_allergy TEXT NOT NULL CHECK (toxin_allergy IN ('yes', 'no', 'unknown')),
    conditions TEXT NOT NULL CHECK (json_valid(conditions) AND json_type(conditions) = 'array' AND length(conditions) <= 1000),
    pregnant TEXT NOT NULL CHECK (pregnant IN ('yes', 'no', 'unknown')),
    breastfeeding TEXT NOT NULL CHECK (breastfeeding IN ('yes', 'no', 'unknown')),
    medicines TEXT NOT NULL CHECK (json_valid(medicines) AND json_type(medicines) = 'array' AND length(medicines) <= 20000),
    earlier TEXT NOT NULL CHECK (json_valid(earlier) AND json_type(earlier) = 'array' AND length(earlier) <= 40000),
    note TEXT NOT NULL CHECK (length(note) <= 4000),
    asked_at TEXT CHECK (asked_at GLOB '????-??-??T??:??*'),
    asked_by TEXT CHECK (length(asked_by) <= 500),
    recorded_at TEXT NOT NULL
, asked TEXT CHECK (json_valid(asked) AND json_type(asked) = 'array' AND length(asked) <= 2000), human_albumin TEXT NOT NULL DEFAULT 'unknown' CHECK (human_albumin IN ('yes', 'no', 'unknown'))) STRICT

CREATE TABLE consent (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    patient INTEGER NOT NULL REFERENCES patient (number),
    given_at TEXT NOT NULL CHECK (given_at GLOB '????-??-??T??:??*'),
    given_to TEXT NOT NULL CHECK (json_valid(given_to) AND json_type(given_to) = 'array' AND length(given_to) <= 1000),
    areas TEXT NOT NULL CHECK (json_valid(areas) AND json_type(areas) = 'array' AND length(areas) <= 20000),
    product TEXT CHECK (length(product) BETWEEN 1 AND 100),
    taken_by TEXT NOT NULL CHECK (length(taken_by) BETWEEN 1 AND 500),
    note TEXT NOT NULL CHECK (length(note) <= 4000),
    attachment TEXT CHECK (length(attachment) = 36),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE consent_withdrawn (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    consent INTEGER NOT NULL UNIQUE REFERENCES consent (number),
    withdrawn_at TEXT NOT NULL CHECK (withdrawn_at GLOB '????-??-??T??:??*'),
    withdrawn_by TEXT NOT NULL CHECK (length(withdrawn_by) BETWEEN 1 AND 500),
    reason TEXT NOT NULL CHECK (length(reason) <= 4000),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE attachment (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    patient INTEGER NOT NULL REFERENCES patient (number),
    visit TEXT CHECK (length(visit) = 36),
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'consent', 'document')),
    media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'application/pdf')),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 52428800),
    width INTEGER NOT NULL CHECK (width BETWEEN 0 AND 100000),
    height INTEGER NOT NULL CHECK (height BETWEEN 0 AND 100000),
    added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??*'),
    added_by TEXT NOT NULL CHECK (length(added_by) <= 500),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE attachment_content (
    number INTEGER PRIMARY KEY REFERENCES attachment (number),
    content BLOB NOT NULL CHECK (length(content) BETWEEN 1 AND 52428800)
) STRICT

CREATE TABLE attachment_thumbnail (
    number INTEGER PRIMARY KEY REFERENCES attachment (number),
    content BLOB NOT NULL CHECK (length(content) BETWEEN 1 AND 1000000)
) STRICT

CREATE TABLE attachment_said (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    attachment INTEGER NOT NULL REFERENCES attachment (number),
    stage TEXT CHECK (stage IN ('before', 'after')),
    pose TEXT CHECK (length(pose) BETWEEN 1 AND 100),
    view TEXT CHECK (view IN ('front', 'right', 'left')),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    hidden_at TEXT CHECK (hidden_at GLOB '????-??-??T??:??*'),
    hidden_by TEXT CHECK (length(hidden_by) <= 500),
    hidden_reason TEXT CHECK (length(hidden_reason) BETWEEN 1 AND 1000),
    recorded_at TEXT NOT NULL,
    CHECK ((hidden_at IS NULL) = (hidden_reason IS NULL) AND (hidden_at IS NULL) = (hidden_by IS NULL))
) STRICT

CREATE INDEX history_patient ON history (patient, number)

CREATE INDEX consent_patient ON consent (patient, number)

CREATE INDEX attachment_patient ON attachment (patient, number)

CREATE INDEX attachment_said_of ON attachment_said (attachment, number)

CREATE TABLE clinic_settings (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    name TEXT NOT NULL CHECK (length(name) <= 500),
    photos_wanted INTEGER NOT NULL CHECK (photos_wanted IN (0, 1)),
    idle_minutes INTEGER NOT NULL CHECK (idle_minutes BETWEEN 0 AND 60),
    currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
, touch_up_days INTEGER NOT NULL DEFAULT 28 CHECK (touch_up_days BETWEEN 1 AND 60)) STRICT

CREATE TABLE clinic_range (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 100),
    technique TEXT NOT NULL CHECK (technique IN ('im', 'id')),
    style TEXT NOT NULL CHECK (style IN ('micro', 'standard')),
    sex TEXT CHECK (sex IN ('female', 'male', 'other')),
    per TEXT NOT NULL CHECK (per IN ('total', 'side')),
    low_hundredths INTEGER CHECK (low_hundredths BETWEEN 1 AND 500000),
    high_hundredths INTEGER CHECK (high_hundredths BETWEEN low_hundredths AND 500000),
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
,
    CHECK ((low_hundredths IS NULL) = (high_hundredths IS NULL))
) STRICT

CREATE TABLE clinic_price (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    price_ten_thousandths INTEGER CHECK (price_ten_thousandths BETWEEN 0 AND 10000000000),
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
) STRICT

CREATE TABLE clinic_pattern (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    pattern TEXT NOT NULL CHECK (length(pattern) = 36),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    points TEXT NOT NULL CHECK (length(points) BETWEEN 3 AND 1000000),
    area TEXT CHECK (length(area) BETWEEN 1 AND 100),
    template INTEGER NOT NULL CHECK (template BETWEEN 1 AND 1000000),
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
) STRICT

CREATE TABLE clinic_paper (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    phone TEXT NOT NULL CHECK (length(phone) <= 100),
    size TEXT CHECK (size IN ('A4', 'Letter')),
    bill INTEGER NOT NULL CHECK (bill IN (0, 1)),
    handout TEXT CHECK (length(handout) BETWEEN 1 AND 8001),
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
, low_dose INTEGER NOT NULL DEFAULT 0 CHECK (low_dose IN (0, 1))) STRICT

CREATE TABLE range_table (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    version TEXT NOT NULL UNIQUE CHECK (length(version) = 64 AND version NOT GLOB '*[^0-9a-f]*'),
    content BLOB NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE person (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    injector INTEGER NOT NULL CHECK (injector IN (0, 1)),
    assistant INTEGER NOT NULL CHECK (assistant IN (0, 1)),
    administrator INTEGER NOT NULL CHECK (administrator IN (0, 1)),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    password_at TEXT NOT NULL,
    pin_at TEXT,
    password TEXT NOT NULL CHECK (password GLOB '$argon2id$*'),
    pin TEXT CHECK (pin GLOB '$argon2id$*'),
    wrong_passwords INTEGER NOT NULL DEFAULT 0 CHECK (wrong_passwords >= 0),
    wrong_pins INTEGER NOT NULL DEFAULT 0 CHECK (wrong_pins >= 0),
    wrong_at TEXT,
    recorded_at TEXT NOT NULL,
    CHECK (injector + assistant + administrator > 0),
    CHECK ((pin IS NULL) = (pin_at IS NULL))
) STRICT

CREATE TABLE person_former (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    person INTEGER NOT NULL REFERENCES person (number),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    injector INTEGER NOT NULL CHECK (injector IN (0, 1)),
    assistant INTEGER NOT NULL CHECK (assistant IN (0, 1)),
    administrator INTEGER NOT NULL CHECK (administrator IN (0, 1)),
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    password_at TEXT NOT NULL,
    pin_at TEXT,
    until TEXT NOT NULL
) STRICT

CREATE TABLE file_identity (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    id TEXT NOT NULL CHECK (length(id) = 36),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??*'),
    person TEXT CHECK (length(person) = 36),
    name TEXT NOT NULL CHECK (length(name) <= 500),
    action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 50),
    patient TEXT CHECK (length(patient) = 36),
    visit TEXT CHECK (length(visit) = 36),
    detail TEXT NOT NULL CHECK (length(detail) <= 10000),
    key_id TEXT NOT NULL CHECK (length(key_id) = 8),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    seal BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT

CREATE INDEX person_former_person ON person_former (person)

CREATE INDEX audit_patient ON audit (patient, seq) WHERE patient IS NOT NULL

CREATE INDEX audit_version ON audit (seq) WHERE action = 'version'

CREATE INDEX audit_backup ON audit (seq) WHERE action = 'backup'

CREATE TABLE stock_vial (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    added_at TEXT NOT NULL CHECK (added_at GLOB '????-??-??T??:??*')
) STRICT

CREATE TABLE stock_detail (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    vial INTEGER NOT NULL REFERENCES stock_vial (number),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    vial_units_hundredths INTEGER NOT NULL CHECK (vial_units_hundredths BETWEEN 1 AND 1000000),
    lot TEXT CHECK (length(lot) <= 500),
    expires TEXT CHECK (expires = date(expires)),
    diluent_microlitres INTEGER CHECK (diluent_microlitres BETWEEN 1 AND 1000000),
    diluent TEXT CHECK (length(diluent) <= 500),
    diluent_lot TEXT CHECK (length(diluent_lot) <= 500),
    made_up_at TEXT CHECK (made_up_at GLOB '????-??-??T??:??*'),
    gtin TEXT CHECK (length(gtin) <= 500),
    serial TEXT CHECK (length(serial) <= 500),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE stock_closing (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    vial INTEGER NOT NULL REFERENCES stock_vial (number),
    closed_at TEXT CHECK (closed_at GLOB '????-??-??T??:??*'),
    because TEXT CHECK (because IN ('used-up', 'expired', 'damaged', 'returned')),
    wasted_hundredths INTEGER CHECK (wasted_hundredths BETWEEN 0 AND 1000000),
    recorded_at TEXT NOT NULL,
    CHECK ((because IS NULL) = (closed_at IS NULL) AND (wasted_hundredths IS NULL OR because IS NOT NULL))
) STRICT

CREATE TABLE gtin (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    gtin TEXT NOT NULL CHECK (gtin GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
    product TEXT NOT NULL CHECK (length(product) BETWEEN 1 AND 100),
    vial_units_hundredths INTEGER NOT NULL CHECK (vial_units_hundredths BETWEEN 1 AND 1000000),
    recorded_at TEXT NOT NULL
) STRICT

CREATE INDEX stock_detail_vial ON stock_detail (vial, number)

CREATE INDEX stock_closing_vial ON stock_closing (vial, number)

CREATE INDEX gtin_gtin ON gtin (gtin, number)

CREATE INDEX visit_lot ON visit (lot) WHERE lot IS NOT NULL

CREATE INDEX visit_lot_folded ON visit (lower(replace(lot, ' ', ''))) WHERE lot IS NOT NULL

CREATE INDEX visit_vial_lot ON visit_vial (lot) WHERE lot IS NOT NULL

CREATE INDEX visit_vial_lot_folded ON visit_vial (lower(replace(lot, ' ', ''))) WHERE lot IS NOT NULL

CREATE INDEX stock_detail_lot ON stock_detail (lot) WHERE lot IS NOT NULL

CREATE INDEX stock_detail_lot_folded ON stock_detail (lower(replace(lot, ' ', ''))) WHERE lot IS NOT NULL

CREATE VIEW standing_mark AS
SELECT visit_mark.number, visit_mark.visit, visit_mark.status, visit_mark.at, visit_mark.marked_by, visit_mark.reason,
    visit_mark.other
FROM visit_mark WHERE visit_mark.status = 'entered-in-error' OR NOT EXISTS
    (SELECT 1 FROM visit AS newer WHERE newer.id = visit_mark.other AND (newer.status = 'entered-in-error' OR EXISTS (SELECT 1 FROM visit_mark AS wrong WHERE wrong.visit = newer.number AND wrong.status = 'entered-in-error')))

CREATE VIEW visit_totals AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at, visit.kind,
    coalesce((SELECT max(standing_mark.status) FROM standing_mark WHERE standing_mark.visit = visit.number), visit.status) AS status, visit.product, count(point.number) AS points,
    count(point.number) - count(point.units_hundredths) AS undosed_points,
    coalesce(sum(point.units_hundredths), 0) / 100.0 AS units,
    visit.vial_units_hundredths / 100.0 AS vial_units, visit.diluent_microlitres / 1000.0 AS diluent_ml,
    visit.lot, visit.expires, visit.signed_by, visit.signed_at, visit.signed_elsewhere, visit.recorded_at, visit.amends,
    visit.reason
FROM visit JOIN patient ON patient.number = visit.patient LEFT JOIN point ON point.visit = visit.number
GROUP BY visit.number

CREATE VIEW point_list AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at,
    coalesce((SELECT max(standing_mark.status) FROM standing_mark WHERE standing_mark.visit = visit.number), visit.status) AS status, visit.product, point.place AS point, point.view, point.x_hundredths / 100.0 AS x_mm,
    point.y_hundredths / 100.0 AS y_mm, point.units_hundredths / 100.0 AS units, point.technique,
    point.area AS chosen_area, coalesce(visit_vial.lot, visit.lot) AS lot, placer.name AS placed_by
FROM point JOIN visit ON visit.number = point.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN visit_vial ON visit_vial.visit = point.visit AND visit_vial.place = point.vial
    LEFT JOIN placer ON placer.number = point.placed_by

CREATE VIEW addendum_list AS
SELECT visit.id AS visit, patient.chart_no, patient.family_name, patient.given_name, patient.born, addendum.at,
    addendum.written_by, addendum.text
FROM addendum JOIN visit ON visit.number = addendum.visit JOIN patient ON patient.number = visit.patient

CREATE TRIGGER visit_vial_insert BEFORE INSERT ON visit_vial
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM visit_vial WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_vial_update BEFORE UPDATE ON visit_vial
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_vial_delete BEFORE DELETE ON visit_vial
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_consultation_insert BEFORE INSERT ON visit_consultation
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM visit_consultation WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_consultation_update BEFORE UPDATE ON visit_consultation
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_consultation_delete BEFORE DELETE ON visit_consultation
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_check_insert BEFORE INSERT ON visit_check
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM visit_check WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_check_update BEFORE UPDATE ON visit_check
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_check_delete BEFORE DELETE ON visit_check
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_area_price_insert BEFORE INSERT ON visit_area_price
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM visit_area_price WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_area_price_update BEFORE UPDATE ON visit_area_price
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_area_price_delete BEFORE DELETE ON visit_area_price
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER placer_insert BEFORE INSERT ON placer
WHEN EXISTS (SELECT 1 FROM placer WHERE number = NEW.number OR name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER placer_update BEFORE UPDATE ON placer
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER placer_delete BEFORE DELETE ON placer
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER visit_sign_vials BEFORE UPDATE ON visit
WHEN NEW.status <> 'draft' AND EXISTS (SELECT 1 FROM point WHERE visit = NEW.number AND vial IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM visit_vial WHERE visit_vial.visit = point.visit AND place = point.vial))
BEGIN SELECT RAISE(ABORT, 'a point of a signed visit names a vial of the visit'); END

CREATE TRIGGER addendum_insert BEFORE INSERT ON addendum
WHEN EXISTS (SELECT 1 FROM addendum WHERE number = NEW.number OR (id = NEW.id))
    OR coalesce((SELECT status FROM visit WHERE number = NEW.visit), 'draft') = 'draft'
BEGIN SELECT RAISE(ABORT, 'what was recorded after signing is never replaced'); END

CREATE TRIGGER addendum_update BEFORE UPDATE ON addendum
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER addendum_delete BEFORE DELETE ON addendum
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER visit_mark_insert BEFORE INSERT ON visit_mark
WHEN EXISTS (SELECT 1 FROM visit_mark WHERE number = NEW.number OR (visit = NEW.visit AND status = NEW.status AND status = 'entered-in-error'))
    OR coalesce((SELECT status FROM visit WHERE number = NEW.visit), 'draft') = 'draft'
BEGIN SELECT RAISE(ABORT, 'what was recorded after signing is never replaced'); END

CREATE TRIGGER visit_mark_update BEFORE UPDATE ON visit_mark
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER visit_mark_delete BEFORE DELETE ON visit_mark
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE VIEW consent_list AS
SELECT consent.id AS consent, patient.chart_no, patient.family_name, patient.given_name, patient.born,
    consent.given_at, consent.given_to, consent.areas, consent.product, consent.taken_by, consent.note,
    consent_withdrawn.withdrawn_at, consent_withdrawn.withdrawn_by, consent_withdrawn.reason
FROM consent JOIN patient ON patient.number = consent.patient
    LEFT JOIN consent_withdrawn ON consent_withdrawn.consent = consent.number

CREATE TRIGGER history_insert BEFORE INSERT ON history
WHEN EXISTS (SELECT 1 FROM history WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER history_update BEFORE UPDATE ON history
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER history_delete BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER consent_insert BEFORE INSERT ON consent
WHEN EXISTS (SELECT 1 FROM consent WHERE number = NEW.number OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER consent_update BEFORE UPDATE ON consent
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER consent_delete BEFORE DELETE ON consent
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER consent_withdrawn_insert BEFORE INSERT ON consent_withdrawn
WHEN EXISTS (SELECT 1 FROM consent_withdrawn WHERE number = NEW.number OR consent = NEW.consent)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER consent_withdrawn_update BEFORE UPDATE ON consent_withdrawn
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER consent_withdrawn_delete BEFORE DELETE ON consent_withdrawn
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER attachment_insert BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM attachment WHERE number = NEW.number OR id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER attachment_update BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER attachment_delete BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER attachment_content_insert BEFORE INSERT ON attachment_content
WHEN EXISTS (SELECT 1 FROM attachment_content WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER attachment_content_update BEFORE UPDATE ON attachment_content
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER attachment_content_delete BEFORE DELETE ON attachment_content
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER attachment_thumbnail_insert BEFORE INSERT ON attachment_thumbnail
WHEN EXISTS (SELECT 1 FROM attachment_thumbnail WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER attachment_thumbnail_update BEFORE UPDATE ON attachment_thumbnail
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER attachment_thumbnail_delete BEFORE DELETE ON attachment_thumbnail
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER attachment_said_insert BEFORE INSERT ON attachment_said
WHEN EXISTS (SELECT 1 FROM attachment_said WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER attachment_said_update BEFORE UPDATE ON attachment_said
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER attachment_said_delete BEFORE DELETE ON attachment_said
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER clinic_settings_insert BEFORE INSERT ON clinic_settings
WHEN EXISTS (SELECT 1 FROM clinic_settings WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER clinic_settings_update BEFORE UPDATE ON clinic_settings
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER clinic_settings_delete BEFORE DELETE ON clinic_settings
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER clinic_range_insert BEFORE INSERT ON clinic_range
WHEN EXISTS (SELECT 1 FROM clinic_range WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER clinic_range_update BEFORE UPDATE ON clinic_range
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER clinic_range_delete BEFORE DELETE ON clinic_range
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER clinic_price_insert BEFORE INSERT ON clinic_price
WHEN EXISTS (SELECT 1 FROM clinic_price WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER clinic_price_update BEFORE UPDATE ON clinic_price
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER clinic_price_delete BEFORE DELETE ON clinic_price
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER clinic_pattern_insert BEFORE INSERT ON clinic_pattern
WHEN EXISTS (SELECT 1 FROM clinic_pattern WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER clinic_pattern_update BEFORE UPDATE ON clinic_pattern
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER clinic_pattern_delete BEFORE DELETE ON clinic_pattern
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER clinic_paper_insert BEFORE INSERT ON clinic_paper
WHEN EXISTS (SELECT 1 FROM clinic_paper WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER clinic_paper_update BEFORE UPDATE ON clinic_paper
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER clinic_paper_delete BEFORE DELETE ON clinic_paper
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER range_table_insert BEFORE INSERT ON range_table
WHEN EXISTS (SELECT 1 FROM range_table WHERE number = NEW.number OR version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'a kept table of ranges is never replaced'); END

CREATE TRIGGER range_table_update BEFORE UPDATE ON range_table
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER range_table_delete BEFORE DELETE ON range_table
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER person_insert BEFORE INSERT ON person
WHEN EXISTS (SELECT 1 FROM person WHERE id = NEW.id OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a person is changed, never replaced'); END

CREATE TRIGGER person_first BEFORE INSERT ON person
WHEN NOT (NEW.active = 1 AND NEW.administrator = 1) AND NOT EXISTS (SELECT 1 FROM person WHERE active = 1 AND administrator = 1)
BEGIN SELECT RAISE(ABORT, 'the first person is an administrator'); END

CREATE TRIGGER person_update BEFORE UPDATE ON person
WHEN NEW.id <> OLD.id OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'the id of a person never changes'); END

CREATE TRIGGER person_last BEFORE UPDATE ON person
WHEN OLD.active = 1 AND OLD.administrator = 1 AND (NEW.active = 0 OR NEW.administrator = 0)
    AND NOT EXISTS (SELECT 1 FROM person WHERE active = 1 AND administrator = 1 AND number <> OLD.number)
BEGIN SELECT RAISE(ABORT, 'the last administrator stays'); END

CREATE TRIGGER person_delete BEFORE DELETE ON person
BEGIN SELECT RAISE(ABORT, 'a person is never deleted'); END

CREATE TRIGGER person_keep_former AFTER UPDATE ON person
WHEN OLD.name <> NEW.name OR OLD.injector <> NEW.injector OR OLD.assistant <> NEW.assistant
    OR OLD.administrator <> NEW.administrator OR OLD.active <> NEW.active OR OLD.password <> NEW.password
    OR OLD.pin IS NOT NEW.pin OR OLD.password_at <> NEW.password_at OR OLD.pin_at IS NOT NEW.pin_at
BEGIN
    INSERT INTO person_former
        (person, name, injector, assistant, administrator, active, password_at, pin_at, until)
    VALUES (OLD.number, OLD.name, OLD.injector, OLD.assistant, OLD.administrator, OLD.active, OLD.password_at,
        OLD.pin_at, CASE WHEN NEW.recorded_at <> OLD.recorded_at THEN NEW.recorded_at
            ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') END);
END

CREATE TRIGGER person_former_insert BEFORE INSERT ON person_former
WHEN EXISTS (SELECT 1 FROM person_former WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'former details are never replaced'); END

CREATE TRIGGER person_former_update BEFORE UPDATE ON person_former
BEGIN SELECT RAISE(ABORT, 'former details never change'); END

CREATE TRIGGER person_former_delete BEFORE DELETE ON person_former
BEGIN SELECT RAISE(ABORT, 'former details are never deleted'); END

CREATE TRIGGER file_identity_insert BEFORE INSERT ON file_identity
WHEN EXISTS (SELECT 1 FROM file_identity WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER file_identity_update BEFORE UPDATE ON file_identity
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER file_identity_delete BEFORE DELETE ON file_identity
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER audit_insert BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
    OR NEW.previous IS NOT coalesce((SELECT seal FROM audit ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'the audit is only continued, entry by entry'); END

CREATE TRIGGER audit_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit never changes'); END

CREATE TRIGGER audit_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'nothing is taken out of the audit'); END

CREATE VIEW vial_list AS
SELECT stock_vial.id AS vial, stock_vial.added_at, stock_detail.product,
    stock_detail.vial_units_hundredths / 100.0 AS vial_units, stock_detail.lot, stock_detail.expires,
    stock_detail.diluent_microlitres / 1000.0 AS diluent_ml, stock_detail.diluent, stock_detail.diluent_lot,
    stock_detail.made_up_at, stock_detail.gtin, stock_detail.serial, stock_closing.closed_at, stock_closing.because,
    stock_closing.wasted_hundredths / 100.0 AS wasted_units
FROM stock_vial
    JOIN stock_detail ON stock_detail.number = (SELECT max(number) FROM stock_detail WHERE vial = stock_vial.number)
    LEFT JOIN stock_closing ON stock_closing.number =
        (SELECT max(number) FROM stock_closing WHERE vial = stock_vial.number)

CREATE VIEW lot_list AS
SELECT coalesce(visit_vial.lot, visit.lot) AS lot, coalesce(visit_vial.expires, visit.expires) AS expires,
    visit_vial.id AS vial, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.id AS visit,
    visit.at, coalesce((SELECT max(standing_mark.status) FROM standing_mark WHERE standing_mark.visit = visit.number), visit.status) AS status, visit.product,
    coalesce((SELECT sum(point.units_hundredths) FROM point WHERE point.visit = visit.number
        AND (visit_vial.place IS NULL OR point.vial = visit_vial.place)), 0) / 100.0 AS units
FROM visit JOIN patient ON patient.number = visit.patient LEFT JOIN visit_vial ON visit_vial.visit = visit.number
WHERE coalesce(visit_vial.lot, visit.lot) IS NOT NULL

CREATE TRIGGER stock_vial_insert BEFORE INSERT ON stock_vial
WHEN EXISTS (SELECT 1 FROM stock_vial WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER stock_vial_update BEFORE UPDATE ON stock_vial
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER stock_vial_delete BEFORE DELETE ON stock_vial
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER stock_vial_id BEFORE INSERT ON stock_vial
WHEN EXISTS (SELECT 1 FROM stock_vial WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER stock_detail_insert BEFORE INSERT ON stock_detail
WHEN EXISTS (SELECT 1 FROM stock_detail WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER stock_detail_update BEFORE UPDATE ON stock_detail
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER stock_detail_delete BEFORE DELETE ON stock_detail
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER stock_closing_insert BEFORE INSERT ON stock_closing
WHEN EXISTS (SELECT 1 FROM stock_closing WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER stock_closing_update BEFORE UPDATE ON stock_closing
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER stock_closing_delete BEFORE DELETE ON stock_closing
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER gtin_insert BEFORE INSERT ON gtin
WHEN EXISTS (SELECT 1 FROM gtin WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER gtin_update BEFORE UPDATE ON gtin
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER gtin_delete BEFORE DELETE ON gtin
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE VIEW given_visits AS
/* One row for each treatment and touch-up that was signed and still holds: no draft, nothing entered in error, and of a
   corrected visit only the newest version. Units are of the visit's one product: never add up those of two products.
   injector is who signed; NULL was signed elsewhere and imported. day and month are those of the place where it was. */
SELECT visit.id AS visit, patient.id AS patient, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at, substr(visit.at, 1, 10) AS day, substr(visit.at, 1, 7) AS month, visit.kind, visit.product, visit.signed_by AS injector,
    count(point.number) AS points, coalesce(sum(point.units_hundredths), 0) / 100.0 AS units
FROM visit JOIN patient ON patient.number = visit.patient LEFT JOIN point ON point.visit = visit.number
WHERE visit.status <> 'draft' AND visit.kind <> 'review' AND NOT (visit.status = 'entered-in-error' OR EXISTS (SELECT 1 FROM visit_mark AS wrong WHERE wrong.visit = visit.number AND wrong.status = 'entered-in-error')) AND NOT EXISTS (SELECT 1 FROM visit AS newer WHERE newer.amends = visit.id AND newer.patient = visit.patient AND newer.status <> 'draft' AND NOT (newer.status = 'entered-in-error' OR EXISTS (SELECT 1 FROM visit_mark AS wrong WHERE wrong.visit = newer.number AND wrong.status = 'entered-in-error'))) GROUP BY visit.number

CREATE VIEW given_points AS
/* One row for each point of these visits, with the lot it was drawn from. x_mm and y_mm lie on the template face: in
   front +x is the patient's left, and +y is down. chosen_area is NULL where the area follows from where the point lies:
   that, and with it density and style, is not in the file; "charting ask" answers it. */
SELECT visit.id AS visit, patient.id AS patient, patient.chart_no, patient.family_name, patient.given_name, patient.born, visit.at, substr(visit.at, 1, 10) AS day, substr(visit.at, 1, 7) AS month, visit.kind, visit.product, visit.signed_by AS injector,
    point.place AS point, point.view, point.x_hundredths / 100.0 AS x_mm, point.y_hundredths / 100.0 AS y_mm,
    point.units_hundredths / 100.0 AS units, point.technique, point.area AS chosen_area,
    coalesce(visit_vial.lot, visit.lot) AS lot, coalesce(visit_vial.expires, visit.expires) AS expires
FROM point JOIN visit ON visit.number = point.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN visit_vial ON visit_vial.visit = point.visit AND visit_vial.place = point.vial
WHERE visit.status <> 'draft' AND visit.kind <> 'review' AND NOT (visit.status = 'entered-in-error' OR EXISTS (SELECT 1 FROM visit_mark AS wrong WHERE wrong.visit = visit.number AND wrong.status = 'entered-in-error')) AND NOT EXISTS (SELECT 1 FROM visit AS newer WHERE newer.amends = visit.id AND newer.patient = visit.patient AND newer.status <> 'draft' AND NOT (newer.status = 'entered-in-error' OR EXISTS (SELECT 1 FROM visit_mark AS wrong WHERE wrong.visit = newer.number AND wrong.status = 'entered-in-error')))

CREATE VIEW monthly_units AS
/* Visits, patients, points and units of each product in each month, of the visits in given_visits with points. */
SELECT product, month, count(*) AS visits, count(DISTINCT patient) AS patients, sum(points) AS points,
    sum(units) AS units
FROM given_visits WHERE points > 0 GROUP BY product, month

CREATE TABLE table_reviewed (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    version TEXT NOT NULL CHECK (length(version) = 64 AND version NOT GLOB '*[^0-9a-f]*'),
    reviewed_by TEXT NOT NULL CHECK (length(reviewed_by) BETWEEN 1 AND 500),
    reviewed_at TEXT NOT NULL CHECK (reviewed_at GLOB '????-??-??T??:??*'),
    recorded_at TEXT NOT NULL
) STRICT

CREATE TABLE "visit_why" (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 400),
    about TEXT NOT NULL CHECK (length(about) BETWEEN 1 AND 200),
    reason TEXT NOT NULL CHECK (reason IN ('strong-muscle', 'patients-wish', 'correction', 'other', 'seen', 'another-box', 'label-gone', 'lot-follows', 'no-other-vial', 'date-extended')),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 4000),
    units_hundredths INTEGER CHECK (units_hundredths >= 0),
    micro_low_ten_thousandths INTEGER CHECK ((micro_low_ten_thousandths IS NULL) = (micro_high_ten_thousandths IS NULL) AND (micro_low_ten_thousandths IS NULL) = (micro_source IS NULL) AND (micro_low_ten_thousandths IS NULL) = (micro_mark IS NULL)
        AND coalesce(micro_low_ten_thousandths, 0) BETWEEN 0 AND coalesce(micro_high_ten_thousandths, 0)),
    micro_high_ten_thousandths INTEGER,
    micro_source TEXT CHECK (length(micro_source) <= 1000),
    micro_mark TEXT CHECK (length(micro_mark) <= 100),
    standard_low_ten_thousandths INTEGER CHECK ((standard_low_ten_thousandths IS NULL) = (standard_high_ten_thousandths IS NULL) AND (standard_low_ten_thousandths IS NULL) = (standard_source IS NULL) AND (standard_low_ten_thousandths IS NULL) = (standard_mark IS NULL)
        AND coalesce(standard_low_ten_thousandths, 0) BETWEEN 0 AND coalesce(standard_high_ten_thousandths, 0)),
    standard_high_ten_thousandths INTEGER,
    standard_source TEXT CHECK (length(standard_source) <= 1000),
    standard_mark TEXT CHECK (length(standard_mark) <= 100),
    UNIQUE (visit, place)
) STRICT

CREATE TABLE visit_finding (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    visit INTEGER NOT NULL REFERENCES visit (number),
    place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 400),
    area TEXT NOT NULL CHECK (length(area) BETWEEN 1 AND 100),
    bulging TEXT CHECK (bulging IN ('minimal', 'mono', 'double', 'triple', 'excessive')),
    thickness TEXT CHECK (thickness IN ('under-10', '10-14', 'over-14')),
    UNIQUE (visit, place),
    UNIQUE (visit, area),
    CHECK (bulging IS NOT NULL OR thickness IS NOT NULL)
) STRICT

CREATE TABLE clinic_sharing (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    shares INTEGER NOT NULL CHECK (shares IN (0, 1)),
    set_by TEXT NOT NULL CHECK (length(set_by) <= 500),
    set_at TEXT NOT NULL CHECK (set_at GLOB '????-??-??T??:??*')
) STRICT

CREATE VIEW review_list AS
SELECT visit.id AS visit, visit.of_visit AS treatment, patient.chart_no, patient.family_name, patient.given_name,
    patient.born, visit.at, coalesce((SELECT max(standing_mark.status) FROM standing_mark WHERE standing_mark.visit = visit.number), visit.status) AS status, review.evenness, review.satisfaction, review.note, review_item.area,
    review_item.residual, review_item.adverse_event, review_item.event_side, review_item.severity, review_item.since,
    review_item.until, review_item.treated, review_item.reported
FROM review JOIN visit ON visit.number = review.visit JOIN patient ON patient.number = visit.patient
    LEFT JOIN review_item ON review_item.visit = review.visit

CREATE TRIGGER table_reviewed_insert BEFORE INSERT ON table_reviewed
WHEN EXISTS (SELECT 1 FROM table_reviewed WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER table_reviewed_update BEFORE UPDATE ON table_reviewed
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER table_reviewed_delete BEFORE DELETE ON table_reviewed
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER visit_why_insert BEFORE INSERT ON visit_why
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM visit_why WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_why_update BEFORE UPDATE ON visit_why
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_why_delete BEFORE DELETE ON visit_why
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_finding_insert BEFORE INSERT ON visit_finding
WHEN (SELECT status FROM visit WHERE number = NEW.visit) IS NOT 'draft'
    OR EXISTS (SELECT 1 FROM visit_finding WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_finding_update BEFORE UPDATE ON visit_finding
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
    OR NEW.visit <> OLD.visit OR NEW.number <> OLD.number
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER visit_finding_delete BEFORE DELETE ON visit_finding
WHEN (SELECT status FROM visit WHERE number = OLD.visit) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'what belongs to a signed visit never changes'); END

CREATE TRIGGER clinic_sharing_insert BEFORE INSERT ON clinic_sharing
WHEN EXISTS (SELECT 1 FROM clinic_sharing WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'what was recorded is never replaced'); END

CREATE TRIGGER clinic_sharing_update BEFORE UPDATE ON clinic_sharing
BEGIN SELECT RAISE(ABORT, 'what was recorded never changes'); END

CREATE TRIGGER clinic_sharing_delete BEFORE DELETE ON clinic_sharing
BEGIN SELECT RAISE(ABORT, 'what was recorded is never deleted'); END

CREATE TRIGGER patient_keep_former AFTER UPDATE ON patient
WHEN OLD.chart_no IS NOT NEW.chart_no OR OLD.family_name IS NOT NEW.family_name OR OLD.given_name IS NOT NEW.given_name OR OLD.born IS NOT NEW.born OR OLD.sex IS NOT NEW.sex OR OLD.interpupillary_hundredths IS NOT NEW.interpupillary_hundredths OR OLD.face_width_hundredths IS NOT NEW.face_width_hundredths OR OLD.forehead_height_hundredths IS NOT NEW.forehead_height_hundredths OR OLD.measured IS NOT NEW.measured
BEGIN
    INSERT INTO patient_former (patient, chart_no, family_name, given_name, born, sex, interpupillary_hundredths, face_width_hundredths, forehead_height_hundredths, measured, until)
    VALUES (OLD.number, OLD.chart_no, OLD.family_name, OLD.given_name, OLD.born, OLD.sex, OLD.interpupillary_hundredths, OLD.face_width_hundredths, OLD.forehead_height_hundredths, OLD.measured,
        CASE WHEN NEW.recorded_at <> OLD.recorded_at THEN NEW.recorded_at
            ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') END);
END