/** Labs on one machine. Starts the real programs and reads what they print. */
module org.dualmip.lab {
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.util;
  requires transitive org.dualmip.linux;
  requires org.dualmip.service;
  requires tools.jackson.databind;
  requires static org.jspecify;

  exports org.dualmip.lab;
  exports org.dualmip.lab.file;
  exports org.dualmip.lab.report;
  exports org.dualmip.lab.scenario;
  exports org.dualmip.lab.topology;
  exports org.dualmip.lab.traffic;

  // Results are records that are written as JSON.
  opens org.dualmip.lab.report to
      tools.jackson.databind;
  opens org.dualmip.lab.traffic to
      tools.jackson.databind;
}
