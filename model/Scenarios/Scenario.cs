using Interleave.Programs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Scenarios;

/// <summary>A small concurrent program over the protocol's calls: it says who runs, not what must hold.</summary>
/// <param name="Name">Named by what races, such as <c>put-page-vs-truncate</c>.</param>
/// <param name="Summary">One line about it.</param>
/// <param name="SetUp">Creates devices, pages and files in a freshly booted kernel, and starts its threads.</param>
public sealed record Scenario(string Name, string Summary, Action<Linux> SetUp)
{
    /// <summary>The machine it runs on.</summary>
    public Hardware Hardware { get; init; } = new();

    /// <summary>Whether the kernel has the operations that the scenario calls.</summary>
    public Func<Release, bool> RunsOn { get; init; } = HasFsDaxPages;

    /// <summary>Pages that a DAX file system can wait for.</summary>
    public static bool HasFsDaxPages(Release release) => HasDevicePages(release) && release.HasFsDaxPages;

    /// <summary>Such pages, and a static key that putting them depends on.</summary>
    public static bool HasManagedKey(Release release) => HasFsDaxPages(release) && release.HasManagedKey;

    /// <summary>Device pages with callbacks: what HMM needs.</summary>
    public static bool HasDevicePages(Release release) => release.Config is { ZoneDevice: true, DevPagemapOps: true };

    /// <summary>Device pages that are a process's memory.</summary>
    public static bool HasPrivateMemory(Release release) => HasDevicePages(release) && release.Config.DevicePrivate;

    /// <summary>Any kernel.</summary>
    public static bool Anywhere(Release release) => release is not null;

    /// <summary>Boots the release and starts the threads.</summary>
    public Linux Boot(Machine machine, Release release)
    {
        var linux = new Linux(machine, release, Hardware);
        SetUp(linux);
        return linux;
    }
}
