from django.urls import path

from . import views

urlpatterns = [
    path('', views.EntryList.as_view(), name='entries'),
    path('write/', views.EntryCreate.as_view(), name='write'),
    path('<int:pk>/', views.EntryDetail.as_view(), name='entry'),
]
