using Interleave;

namespace PgmapCheck.Selection;

/// <summary>A program to check, and the names it goes by.</summary>
/// <param name="Kernel">The release, such as <c>v4.18</c>.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Program">What to search.</param>
internal sealed record Subject(string Kernel, string Scenario, ConcurrentProgram Program)
{
    /// <summary>Its name on the command line and in trace files.</summary>
    public string Name => Program.Name;
}
