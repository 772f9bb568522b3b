"""Training beyond who took part: plans of the year, enrolment, the signed list, exam, certificates,
thresholds."""
