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

# For awk: the value of an attribute of the element in the current line.
attribute='
function attribute(name,   at, rest) {
  at = index($0, " " name "=\"")
  if (at == 0) return ""
  rest = substr($0, at + length(name) + 3)
  return substr(rest, 1, index(rest, "\"") - 1)
}'

# Sets $passed, $failed and $skipped from the first element of each report.
count_reports() {
  local counts
  counts=$(
    reports | while IFS= read -r report; do
      tr '\n' ' ' <"$report" | grep -o '<testsuite [^>]*>' | head -n 1
    done | awk "$attribute"'
      {
        run += attribute("tests"); skipped += attribute("skipped")
        failed += attribute("failures") + attribute("errors")
      }
      END { printf "%d %d %d", run - failed - skipped, failed, skipped }'
  )
  read -r passed failed skipped <<<"$counts"
}

# Names what failed, and says why in a few lines.
failing_tests() {
  local report
  reports | while IFS= read -r report; do
    awk "$attribute"'
      /<testcase / { test = attribute("classname") ": " attribute("name") }
      /<(failure|error)[ >]/ { print "FAILED  " test; left = 12; sub(/.*<!\[CDATA\[/, "") }
      left && (/^\tat / || /<\/(failure|error)>/) { left = 0 }
      left { print "        " substr($0, 1, 200); left-- }' "$report"
  done >&2
}
