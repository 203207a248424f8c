using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Kvm;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;

namespace PgmapCheck.Model.Bugs.Teardown;

/// <summary>Device pages carry the reserved flag, which KVM takes for "not counted".</summary>
internal static class KvmNoPut
{
    public static Bug Entry { get; } =
        new("KVM-NOPUT", "KVM never puts the device pages that it gets")
        {
            Base = KnownReleases.V5_3,
            Fix = static r => r with { Kvm = new KvmForm(TakesDevicePagesForReserved: false) },
            Releases = From("v4.14", "v5.3"),
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "kvm-vs-unplug", "kvm-vs-truncate"),
            IntroducedBy = "3565fce3a659",
            FixedBy = "a78986aae9b2",
            FixSubject = "KVM: MMU: Do not treat ZONE_DEVICE pages as being reserved",
            FixedIn = "v5.4",
            Evidence =
                "the fix's message: a hang of guests on device-dax, and a Fixes line of v4.5; the code before it, and "
                + "that of __add_section, which reserves hot-added pages, were read",
        };
}
