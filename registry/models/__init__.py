from registry.models.certificates import Certificate
from registry.models.imports import ImportBatch, ImportRow
from registry.models.persons import Person
from registry.petitions.models import Petition, PetitionFile, PetitionRule, PetitionShare, PetitionStep

__all__ = [
    "Certificate", "ImportBatch", "ImportRow", "Person",
    "Petition", "PetitionFile", "PetitionRule", "PetitionShare", "PetitionStep",
]  # fmt: skip
