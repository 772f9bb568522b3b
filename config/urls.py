from django.urls import include, path

urlpatterns = [
    path("account/", include("accounts.urls")),
    path("exports/", include("accounts.exports.urls")),
    path("units/", include("orgs.urls")),
    path("verify/", include("orgs.proofs.urls")),
    path("boards/", include("orgs.boards.urls")),
    path("elections/", include("orgs.elections.urls")),
    path("people/", include("registry.urls")),
    path("certificates/", include("registry.certificates.urls")),
    path("health/", include("registry.health.urls")),
    path("needs/", include("registry.needs.urls")),
    path("ledgers/", include("registry.ledgers.urls")),
    path("petitions/", include("registry.petitions.urls")),
    path("applications/", include("registry.applications.urls")),
    path("comparing/", include("registry.comparing.urls")),
    path("benefits/", include("registry.benefits.urls")),
    path("survey/", include("registry.survey.urls")),
    path("staff/", include("staff.urls")),
    path("careers/", include("staff.life.urls")),
    path("talents/", include("staff.talents.urls")),
    path("trainings/", include("staff.trainings.urls")),
    path("recruiting/", include("staff.recruiting.urls")),
    path("checks/", include("assessments.urls")),
    path("evidence/", include("assessments.library.urls")),
    path("inspections/", include("assessments.inspections.urls")),
    path("facts/", include("assessments.scorefacts.urls")),
    path("pledges/", include("assessments.pledges.urls")),
    path("appraisals/", include("assessments.appraisals.urls")),
    path("schemes/", include("assessments.schemes.urls")),
    path("assessment/", include("assessments.rounds.urls")),
    path("weather/", include("assessments.weather.urls")),
    path("grading/", include("assessments.grading.urls")),
    path("reports/modules/", include("reports.modules.urls")),
    path("reports/schedules/", include("reports.schedules.urls")),
    path("reports/answers/", include("reports.answers.urls")),
    path("", include("core.urls")),
    path("", include("reports.urls")),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
