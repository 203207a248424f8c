using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Hmm;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Memremap.TeardownDuties;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>The result of registering the release action is not looked at.</summary>
internal static class Shutdown
{
    public static Bug Entry { get; } =
        new("SHUTDOWN", "a release action that cannot be registered is lost, and the device waits for ever")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { Memremap = r.Memremap.With(Kill), Hmm = new ThroughMemremap() },
            Releases = ["v4.18"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "bind-with-failures"),
            IntroducedBy = "41e94a851304",
            FixedBy = "a95c90f1e2c2",
            FixSubject = "mm, devm_memremap_pages: fix shutdown handling",
            FixedIn = "v5.0",
            Evidence = "the fix's message and the code before it",
        };
}
