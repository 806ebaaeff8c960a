package org.dualmip.lab.report;

/**
 * What a program took of the machine, as {@code /proc} says in the middle of each stay.
 *
 * @param name of the service
 * @param firstMb its resident memory in MiB at first
 * @param lastMb the same at last
 * @param peakMb the most it ever had
 * @param cpuSeconds of processor time between the first look and the last
 * @param busiest the largest part of one processor between two looks; 1 is the whole of it
 * @param threads the most it had
 * @param descriptors the most files and sockets it had open
 */
public record ProcessReport(
    String name,
    double firstMb,
    double lastMb,
    double peakMb,
    double cpuSeconds,
    double busiest,
    int threads,
    int descriptors) {}
