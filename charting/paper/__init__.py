"""What is put on paper: finished words for the sheet of a visit and for the patient's handout."""
