"""Makes the two Word templates of ``bao-cao/``, once; officers restyle them in Word."""
