using System.Reflection;

namespace PgmapCheck.Properties.Tests;

/// <summary>Files that are kept beside the code: the build tells the tests where it found them.</summary>
internal static class SourceFolder
{
    private static readonly string s_path = typeof(SourceFolder)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "SourceFolder")
        .Value!;

    /// <summary>A file beside this one.</summary>
    public static string File(string name) => Path.Combine(s_path, name);

    /// <summary>All trace files of the repository; none if it has no folder for them.</summary>
    public static IReadOnlyList<string> Traces()
    {
        var folder = Path.GetFullPath(Path.Combine(s_path, "..", "..", "traces"));
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .GetFiles(folder, "*.trace", SearchOption.AllDirectories)
                    .Where(path => !path.EndsWith(".coyote.trace", StringComparison.Ordinal)) // those are Coyote's
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }
}
