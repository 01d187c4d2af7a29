"""What names her: sought everywhere once she is erased."""

EMAIL, OLD_EMAIL = "zelie.quatremere@sorvane.example", "z.quatremere@ancien.example"
PHONE = "+33612345678"
STAFF_NUMBER = "MAT-77810"
PDF = b"%PDF-1.4 made by Zelie Quatremere"
