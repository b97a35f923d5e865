"""/desk/: home, and what belongs to no step."""

from django.urls import path

from akinai.core.shell import mailbox, mails, masters, settings_pages, views

app_name = "shell"
urlpatterns = [
    path("", views.home, name="home"),
    path("views/save/", views.save_view, name="save_view"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete_view"),
    path("mail/", mails.mail_list, name="mails"),
    path("mail/mailbox/", mailbox.inbox, name="mailbox"),
    path("mail/mailbox/<str:name>/", mailbox.letter, name="letter"),
    path("mail/<int:pk>/", mails.mail_one, name="mail"),
    path("mail/do/<slug:what>/", mails.mail_do, name="mail_do"),
    path("settings/", settings_pages.index, name="settings"),
    path("settings/shop/", settings_pages.shop, name="shop"),
    path("settings/values/", settings_pages.single_values, name="values"),
    path("settings/<slug:slug>/", masters.table, name="master"),
    path("settings/<slug:slug>/new/", masters.edit, name="master_new"),
    path("settings/<slug:slug>/delete/", masters.delete, name="master_delete"),
    path("settings/<slug:slug>/row/<str:key>/", masters.edit, name="master_edit"),
]
