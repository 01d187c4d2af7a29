from django.urls import include, path

from .views import cohorts, discarding, founding, paths, programmes

of_a_community = [
    path("programmes/", paths.programmes, name="programmes"),
    path("programmes/new/", programmes.create_programme, name="create-programme"),
    path("programmes/<int:pk>/", paths.programme, name="programme"),
    path("programmes/<int:pk>/contents/", programmes.edit_programme, name="edit-programme"),
    path("programmes/<int:pk>/removal/", discarding.discard_programme, name="discard-programme"),
    path("programmes/<int:pk>/cohorts/new/", cohorts.create_cohort, name="create-cohort"),
    path("programmes/cohorts/<int:pk>/", cohorts.cohort, name="cohort"),
    path("programmes/cohorts/<int:pk>/details/", cohorts.edit_cohort, name="edit-cohort"),
    path("programmes/cohorts/<int:pk>/removal/", discarding.discard_cohort, name="discard-cohort"),
    path("programmes/cohorts/<int:pk>/enrolments/", cohorts.enrol_members, name="enrol-members"),
    path("programmes/enrolments/<int:pk>/withdrawal/", cohorts.withdraw_enrolment, name="withdraw-enrolment"),
    path("programmes/enrolments/<int:pk>/return/", cohorts.restore_enrolment, name="restore-enrolment"),
    path("programmes/enrolments/<int:pk>/steps/<int:step>/done/", paths.complete_step, name="complete-step"),
    path(
        "programmes/enrolments/<int:pk>/steps/<int:step>/open/", paths.uncomplete_step, name="uncomplete-step"
    ),
]

urlpatterns = [
    path("communities/new/", founding.create_community, name="create-community"),
    path("c/<slug:community>/", include(of_a_community)),
]
