"""Addresses of this app."""

from django.urls import path

from pilotage.catalogue import vendor_days, views

app_name = "catalogue"
urlpatterns = [
    path("catalogue/", views.products, name="list"),
    path("catalogue/vendor-days/", vendor_days.vendor_days, name="vendor_days"),
    path("catalogue/new/", views.product_new, name="new"),
    path("catalogue/<uuid:pk>/", views.product, name="product"),
    path("catalogue/<uuid:pk>/edit/", views.product_edit, name="edit"),
    path("catalogue/<uuid:pk>/retire/", views.product_retire, name="retire"),
]
