from books import views
from django.urls import path

urlpatterns = [
    path('', views.index),
    path('add/', views.add),
    path('fail/', views.fail),
    path('remember/', views.remember),
]
