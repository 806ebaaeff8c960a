/** From observations to a verdict: inside, outside, unknown. */
module org.dualmip.detector {
  requires static org.jspecify;
  requires transitive org.dualmip.mobileip;

  exports org.dualmip.detector;
  exports org.dualmip.detector.sensor;
}
