using System.Globalization;
using System.Text.RegularExpressions;

namespace PgmapCheck.Cases;

/// <summary>Which of the modelled releases stands for another one.</summary>
internal static partial class KernelVersions
{
    /// <summary>The end of a message about a release that is not modelled itself; null if the name is no
    /// release's.</summary>
    public static string? Answer(string name, Catalogue catalogue)
    {
        if (VersionOf(name) is not { } version)
        {
            return null;
        }

        var releases = catalogue
            .Kernels.Concat(catalogue.Others)
            .Where(kernel => kernel.IsRelease)
            .Select(kernel => (kernel.Name, Version: VersionOf(kernel.Name)))
            .Where(static release => release.Version is not null)
            .OrderBy(static release => release.Version)
            .ToArray();
        return releases.LastOrDefault(release => release.Version <= version).Name is { } model
                ? $"{name} is modelled by {model}, the last modelled release that is not newer (docs/model.md); "
                    + "--kernel-tree DIR "
                    + "reads its own text"
            : releases.Length > 0 ? $"nothing before {releases[0].Name} is modelled"
            : null;
    }

    private static Version? VersionOf(string name) =>
        Release().Match(name) is { Success: true } match
            ? new Version(
                int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
            )
            : null;

    [GeneratedRegex(@"^[vV]?(\d{1,3})\.(\d{1,3})(\.\d+)?(-rc\d+)?$")]
    private static partial Regex Release();
}
