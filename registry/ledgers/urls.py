from django.urls import path, register_converter

from registry.ledgers.periods import MonthConverter
from registry.ledgers.views import books, diary, locks, months, papers, types

app_name = "ledgers"

register_converter(MonthConverter, "ledger_month")

BOOK = "units/<int:pk>/<int:type_pk>/<ledger_month:start>/"

urlpatterns = [
    path("", months.index, name="index"),
    path("board/", months.board_page, name="board"),
    path("board/export/", months.board_export, name="board_export"),
    path("board/<int:pk>/review/", months.board_review, name="board_review"),
    path("units/<int:pk>/", months.unit_month, name="unit_month"),
    path("units/<int:pk>/unchanged/", months.books_unchanged, name="books_unchanged"),
    path("units/<int:pk>/review/", months.books_review, name="books_review"),
    path("units/<int:pk>/year/", papers.year_print, name="year_print"),
    path(BOOK, books.book_detail, name="book_detail"),
    path(f"{BOOK}edit/", books.book_edit, name="book_edit"),
    path(f"{BOOK}roll/", books.book_roll, name="book_roll"),
    path(f"{BOOK}step/", books.book_step, name="book_step"),
    path(f"{BOOK}export/", books.book_export, name="book_export"),
    path(f"{BOOK}template/", books.book_template, name="book_template"),
    path(f"{BOOK}print/", papers.book_print, name="book_print"),
    path("prints/<int:pk>/", papers.print_detail, name="print_detail"),
    path("prints/<int:pk>/file/", papers.print_file, name="print_file"),
    path("locks/", locks.lock_list, name="lock_list"),
    path("locks/new/", locks.lock_create, name="lock_create"),
    path("exceptions/new/", locks.exception_create, name="exception_create"),
    path("diary/", diary.diary_list, name="diary_list"),
    path("diary/new/", diary.diary_create, name="diary_create"),
    path("diary/<int:pk>/", diary.diary_edit, name="diary_edit"),
    path("diary/<int:pk>/remove/", diary.diary_remove, name="diary_remove"),
    path("types/", types.type_list, name="type_list"),
    path("types/new/", types.type_create, name="type_create"),
    path("types/defaults/<int:pk>/", types.type_defaults, name="type_defaults"),
    path("types/<int:pk>/", types.type_detail, name="type_detail"),
    path("types/<int:pk>/edit/", types.type_edit, name="type_edit"),
    path("types/<int:pk>/fields/new/", types.field_create, name="field_create"),
    path("fields/<int:pk>/", types.field_edit, name="field_edit"),
    path("fields/<int:pk>/end/", types.field_end, name="field_end"),
]
