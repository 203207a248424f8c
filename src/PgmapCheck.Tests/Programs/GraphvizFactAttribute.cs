namespace PgmapCheck.Tests.Programs;

/// <summary>A test that needs Graphviz's <c>dot</c>; where that is not installed it is skipped, and says so.</summary>
internal sealed class GraphvizFactAttribute : FactAttribute
{
    public GraphvizFactAttribute()
    {
        if (
            !(Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "dot.exe" : "dot")))
        )
        {
            Skip = "Graphviz is not installed: no program 'dot' in PATH";
        }
    }
}
