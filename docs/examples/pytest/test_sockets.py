"""With the fixture `sockspec`: what does not hold is the text of the failure."""

pytest_plugins = ["pytest_sockspec"]


def test_my_server_answers_who_has_half_closed(sockspec):
    sockspec.check("halfclose", server="./my_server {port}")
