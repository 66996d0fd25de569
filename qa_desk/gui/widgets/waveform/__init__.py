"""The sound of a call as a picture: overview, enlarged view, marks, lanes, and the time scale they share."""
