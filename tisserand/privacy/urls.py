from django.urls import path

from .views import erasures, exports, held, periods, persons

urlpatterns = [
    path("me/data/", held.my_data, name="my-data"),
    path("me/data/export/", exports.create_my_export, name="create-my-export"),
    path("me/data/export/<int:pk>/", exports.my_export, name="my-export"),
    path("me/data/export/<int:pk>/file/", exports.my_export_file, name="my-export-file"),
    path("me/erasure/", erasures.ask_for_erasure, name="ask-for-erasure"),
    path("me/erasure/withdrawal/", erasures.withdraw_my_erasure, name="withdraw-my-erasure"),
    path("stay/<str:token>/", erasures.stay, name="stay"),
    path("site/periods/", periods.periods, name="periods"),
    path("site/periods/<slug:key>/", periods.choose_period, name="choose-period"),
    path("site/people/", persons.people, name="people"),
    path("site/people/<int:pk>/", persons.person, name="person"),
    path("site/people/<int:pk>/export/", persons.create_export, name="create-export"),
    path("site/people/<int:pk>/export/file/", persons.export_file, name="export-file"),
    path("site/people/<int:pk>/erasure/", persons.erase_person, name="erase-person"),
    path("site/people/<int:pk>/erasure/withdrawal/", persons.withdraw_erasure, name="withdraw-erasure"),
    path("site/erasures/", erasures.erasures, name="erasures"),
]
