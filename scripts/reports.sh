# Follows tests while they run and counts them afterwards. To be sourced.
# shellcheck shell=bash

# Reports of an earlier run would be counted as well.
forget_reports() {
  rm -rf -- "$root"/*/target/surefire-reports "$root"/*/target/failsafe-reports
}

# Turns Maven's output into one line for each module and each class of tests.
follow_tests() {
  local line
  while IFS= read -r line; do
    case $line in
      '[INFO] Building '*'['*/*']')
        line=${line#'[INFO] Building '}
        printf '%s %s\n' "${line%% *}" "${line##* }" >&2
        ;;
      *'Tests run: '*' -- in '*) printf '  %s\n' "${line#\[*\] }" >&2 ;;
      # What tests say about themselves: what they could not run, and why.
      *'NOT RUN'*) printf '  %s\n' "$line" >&2 ;;
    esac
  done
}

# The reports, one path to a line.
reports() {
  find "$root"/*/target/surefire-reports "$root"/*/target/failsafe-reports \
    -name 'TEST-*.xml' 2>/dev/null || true
}

# Sets $passed, $failed and $skipped from the first element of each report.
count_reports() {
  local counts
  counts=$(
    reports | while IFS= read -r report; do
      tr '\n' ' ' <"$report" | grep -o '<testsuite [^>]*>' | head -n 1
    done | awk '
      function number(name) {
        return match($0, " " name "=\"[0-9]+\"") ?
          substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0
      }
      {
        run += number("tests"); skipped += number("skipped")
        failed += number("failures") + number("errors")
      }
      END { printf "%d %d %d", run - failed - skipped, failed, skipped }'
  )
  read -r passed failed skipped <<<"$counts"
}

# Names what failed.
failing_tests() {
  local report
  reports | while IFS= read -r report; do
    awk '
      /<testcase / { name = $0; sub(/.* name="/, "", name); sub(/".*/, "", name)
                     class = $0; sub(/.* classname="/, "", class); sub(/".*/, "", class) }
      /<(failure|error)[ >]/ { print "FAILED  " class ": " name }' "$report"
  done >&2
}
