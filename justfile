# Short names for what is done often. Needs just, https://just.systems; see CONTRIBUTING.md.

mvn := "mvn -B -ntp"
projects := ". samples benchmarks stress consumers integrations/ffm"

# List what there is
default:
    @just --list

# Compile everything, native code and tests included
check:
    {{ mvn }} -q test-compile

# Compile everything, with libc as the default back end
check-libc:
    {{ mvn }} -q -Puse_libc test-compile

# Test the library
test:
    {{ mvn }} verify

# Test the library, with libc as the default back end
test-libc:
    {{ mvn }} -Puse_libc verify

# Test the library in programs that use it in every way: class path, modules, shaded, nested, broken
test-consumers:
    {{ mvn }} -q install -DskipTests
    cd consumers && {{ mvn }} verify

# See the release refused that lacks something or has something old
test-release:
    scripts/test-release

# Build everything that is released twice, in two folders, and compare the bytes
reproducible:
    scripts/reproducible

# Have GraalVM's parser read what the jar tells native-image; needs a JDK of version 21 or newer
test-graalvm-metadata:
    {{ mvn }} -q install -DskipTests
    cd consumers && {{ mvn }} verify -Pgraalvm -Dit.test=ReachabilityMetadataTest

# Run one test class or several, showing each step of the allocator
test-trace tests="RawAllocTest":
    {{ mvn }} test -Dtest={{ tests }} -Dtest.flags=-Dorg.slf4j.simpleLogger.defaultLogLevel=trace

# Run the examples
examples:
    ./run examples

# Run the examples, with the back end libc
examples-libc:
    ./run examples libc

# Check that the code is formatted
fmt:
    for project in {{ projects }}; do (cd $project && {{ mvn }} -q spotless:check) || exit; done

# Format the code
fmt-fix:
    for project in {{ projects }}; do (cd $project && {{ mvn }} -q spotless:apply) || exit; done

# Check format, compiler warnings, the analysers' findings and documentation comments
lint: fmt check doc

# Build the API documentation, into target/reports/apidocs
doc:
    {{ mvn }} -q compile javadoc:javadoc

# Run all tests and examples, with both back ends
test-all:
    ./run test
    ./run examples
    ./run examples libc

# Run all tests, and the packaged library's on JDK 17, 21 and 25, getting those that are missing
test-jdks:
    scripts/jdks get
    ./run test

# Build for all platforms, and run what was built in emulators (Debian x86_64): just test-platforms macos
test-platforms *args:
    scripts/test-platforms {{ args }}

# Break the other platforms' libraries in small ways, and see whether a test notices
mutate-platforms:
    scripts/test-platforms mutants

# Follow the README on a bare Debian in a folder, as root: just fresh-machine trixie ./run
fresh-machine *args:
    scripts/fresh-machine {{ args }}

# Change the code in small ways, and see whether a test notices: just mutation 'segregated.Bi*'
mutation classes="freelist.*":
    {{ mvn }} -Pmutation -Dmutation.classes='{{ classes }}' test-compile org.pitest:pitest-maven:mutationCoverage

# Try to refute what the code claims about threads; -m default, for instance, tries longer
jcstress *args="-f 1 -iters 1 -time 300":
    {{ mvn }} -q install -DskipTests
    cd stress && {{ mvn }} -q package
    cd stress/target && java -jar stress.jar -r jcstress {{ args }}

# Measure it beside its peers
bench *args:
    benchmarks/bench {{ args }}

# Measure some of it in less than five minutes
bench-quick:
    benchmarks/bench quick

# Test the arenas for java.lang.foreign, and a program that uses them, with the newest JDK found
test-ffm:
    home=$(scripts/jdks | awk '$1 >= 22 { home = $2 } END { print home }') && \
        { [ -n "$home" ] || { echo 'error: this needs JDK 22 or newer; "scripts/jdks get" gets one.' >&2; exit 1; }; } && \
        {{ mvn }} -q install -DskipTests -Djava22.home=$home && \
        (cd integrations/ffm && JAVA_HOME=$home {{ mvn }} install) && \
        cd consumers && JAVA_HOME=$home BASICALLOCATOR_JDKS=$home {{ mvn }} verify -Parenas -Dit.test=ArenasTest

# Measure the arenas for java.lang.foreign beside the JDK's
bench-ffm *args:
    integrations/ffm/bench {{ args }}

# Build the image in which CI would run
docker-build:
    scripts/container build ci

# Run all tests in a container, with both back ends
docker-test: docker-build
    scripts/container run ci ./run test

# Run the examples in a container, with both back ends
docker-examples: docker-build
    scripts/container run ci sh -c "./run examples && ./run examples libc"

# Build the devcontainer's image, and the project in it
docker-dev:
    scripts/container build dev-test
    scripts/container run dev-test sh -c "just --version && ./run tools && {{ mvn }} -q -DskipTests package"

# Do everything that must pass before a change is done; without a container engine, all but that
ci: lint test-all reproducible
    if scripts/container engine; then just docker-test docker-examples docker-dev; else echo "Skipping the containers."; fi
