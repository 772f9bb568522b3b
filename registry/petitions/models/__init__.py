from registry.petitions.models.cases import Petition, PetitionShare
from registry.petitions.models.rules import PetitionRule
from registry.petitions.models.steps import PetitionFile, PetitionStep

__all__ = ["Petition", "PetitionFile", "PetitionRule", "PetitionShare", "PetitionStep"]
