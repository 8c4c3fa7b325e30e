"""Forms about people: sign-in, accounts, teams, time off and tokens. They clean input and never save."""
